/** Commands about the shell itself, numbers, symbols, raw memory and addresses. */
@NullMarked
package io.kwalk.shell.command;

import org.jspecify.annotations.NullMarked;
