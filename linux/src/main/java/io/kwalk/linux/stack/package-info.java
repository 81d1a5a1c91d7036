/** Kernel stacks of tasks and processors: where they lie, where a trace starts. */
@NullMarked
package io.kwalk.linux.stack;

import org.jspecify.annotations.NullMarked;
