/**
 * How a kernel is found in an image, and what it brings along: layout, symbols, types, unwind
 * tables.
 */
@NullMarked
package io.kwalk.linux.boot;

import org.jspecify.annotations.NullMarked;
