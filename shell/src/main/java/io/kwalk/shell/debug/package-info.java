/** What {@code help -LETTER} lists: how the program sees the dump, for people who doubt it. */
@NullMarked
package io.kwalk.shell.debug;

import org.jspecify.annotations.NullMarked;
