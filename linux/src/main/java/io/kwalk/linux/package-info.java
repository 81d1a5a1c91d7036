/** A kernel in a dump: its memory, types, symbols and where it keeps what. */
@NullMarked
package io.kwalk.linux;

import org.jspecify.annotations.NullMarked;
