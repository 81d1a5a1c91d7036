/** The shell on a terminal: line editing, completion, pager. Loaded for people only. */
@NullMarked
package io.kwalk.shell.terminal;

import org.jspecify.annotations.NullMarked;
