/** Slab caches of the SLUB allocator: caches, slabs, objects, free lists, sheaves. */
@NullMarked
package io.kwalk.linux.slab;

import org.jspecify.annotations.NullMarked;
