/** Interrupts: descriptors, actions, counts, vectors. */
@NullMarked
package io.kwalk.linux.irq;

import org.jspecify.annotations.NullMarked;
