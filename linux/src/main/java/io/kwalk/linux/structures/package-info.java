/**
 * The kernel's generic containers: lists, trees, arrays. Every walk is bounded, notices cycles, and
 * says where it had to stop.
 */
@NullMarked
package io.kwalk.linux.structures;

import org.jspecify.annotations.NullMarked;
