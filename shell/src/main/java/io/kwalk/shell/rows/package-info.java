/** Rows for programs: what help pages say of them, and their rendering as CSV. */
@NullMarked
package io.kwalk.shell.rows;

import org.jspecify.annotations.NullMarked;
