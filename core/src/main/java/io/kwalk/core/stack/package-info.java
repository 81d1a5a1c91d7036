/** Unwinding of kernel stacks. */
@NullMarked
package io.kwalk.core.stack;

import org.jspecify.annotations.NullMarked;
