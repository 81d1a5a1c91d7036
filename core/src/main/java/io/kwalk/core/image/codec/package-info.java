/** Decompression of pages; every decoder is safe with input made to harm. */
@NullMarked
package io.kwalk.core.image.codec;

import org.jspecify.annotations.NullMarked;
