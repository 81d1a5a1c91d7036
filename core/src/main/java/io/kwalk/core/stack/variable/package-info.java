/** Functions, arguments and local variables of a stack's frames, by DWARF. */
@NullMarked
package io.kwalk.core.stack.variable;

import org.jspecify.annotations.NullMarked;
