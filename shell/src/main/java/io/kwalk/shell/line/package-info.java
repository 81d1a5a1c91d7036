/** What the user types: words, quotes, redirections, numbers and addresses. */
@NullMarked
package io.kwalk.shell.line;

import org.jspecify.annotations.NullMarked;
