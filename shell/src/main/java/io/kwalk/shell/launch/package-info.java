/** The program's own command line and its subcommands. */
@NullMarked
package io.kwalk.shell.launch;

import org.jspecify.annotations.NullMarked;
