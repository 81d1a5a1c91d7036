/** Timer wheels and high-resolution timers. */
@NullMarked
package io.kwalk.linux.time;

import org.jspecify.annotations.NullMarked;
