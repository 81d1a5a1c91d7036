/**
 * What can be read at an address, and why something cannot: the lowest room, known to all others.
 */
@NullMarked
package io.kwalk.core.memory;

import org.jspecify.annotations.NullMarked;
