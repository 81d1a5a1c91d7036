/** The command {@code bt}. */
@NullMarked
package io.kwalk.shell.stack;

import org.jspecify.annotations.NullMarked;
