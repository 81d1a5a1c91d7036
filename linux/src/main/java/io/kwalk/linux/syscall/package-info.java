/** What system call each task is in, and what its arguments mean. */
@NullMarked
package io.kwalk.linux.syscall;

import org.jspecify.annotations.NullMarked;
