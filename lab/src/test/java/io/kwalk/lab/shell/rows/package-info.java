/** What commands print for programs. */
@NullMarked
package io.kwalk.lab.shell.rows;

import org.jspecify.annotations.NullMarked;
