/** Dump formats: a file becomes physical pages and notes. */
@NullMarked
package io.kwalk.core.image;

import org.jspecify.annotations.NullMarked;
