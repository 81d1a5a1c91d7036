/** Tasks: the process tree, states, times, credentials, stacks. */
@NullMarked
package io.kwalk.linux.task;

import org.jspecify.annotations.NullMarked;
