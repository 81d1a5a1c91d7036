/**
 * Physical memory over pages that must be decompressed (cached), and over plain extents of a file.
 */
@NullMarked
package io.kwalk.core.image.page;

import org.jspecify.annotations.NullMarked;
