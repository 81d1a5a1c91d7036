/** Commands over types: struct, union, * and whatis. */
@NullMarked
package io.kwalk.shell.types;

import org.jspecify.annotations.NullMarked;
