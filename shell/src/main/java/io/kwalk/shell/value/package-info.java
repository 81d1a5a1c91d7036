/** Commands that show typed values: struct, union, p, list, tree. */
@NullMarked
package io.kwalk.shell.value;

import org.jspecify.annotations.NullMarked;
