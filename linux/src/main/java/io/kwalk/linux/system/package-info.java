/** The machine and its kernel as a whole: names, clocks, load, memory, taint, configuration. */
@NullMarked
package io.kwalk.linux.system;

import org.jspecify.annotations.NullMarked;
