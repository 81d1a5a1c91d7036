/** C expressions over a target's symbols and types. */
@NullMarked
package io.kwalk.core.object.expression;

import org.jspecify.annotations.NullMarked;
