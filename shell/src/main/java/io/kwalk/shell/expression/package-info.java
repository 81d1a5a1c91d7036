/** What names in C expressions mean to commands: the kernel's symbols, earlier values. */
@NullMarked
package io.kwalk.shell.expression;

import org.jspecify.annotations.NullMarked;
