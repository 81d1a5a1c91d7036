/** The command line: commands, their options, crash's text layouts, JSON, the interactive shell. */
@NullMarked
package io.kwalk.shell;

import org.jspecify.annotations.NullMarked;
