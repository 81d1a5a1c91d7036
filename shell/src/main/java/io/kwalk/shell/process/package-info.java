/** Commands about processes as such: what they are in, belong to, may do. */
@NullMarked
package io.kwalk.shell.process;

import org.jspecify.annotations.NullMarked;
