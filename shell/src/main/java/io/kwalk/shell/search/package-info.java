/** The command search. */
@NullMarked
package io.kwalk.shell.search;

import org.jspecify.annotations.NullMarked;
