/** Processors and per-CPU data. */
@NullMarked
package io.kwalk.linux.cpu;

import org.jspecify.annotations.NullMarked;
