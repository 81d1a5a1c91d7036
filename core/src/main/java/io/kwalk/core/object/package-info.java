/** Typed memory: references, values, expressions, C declarations. */
@NullMarked
package io.kwalk.core.object;

import org.jspecify.annotations.NullMarked;
