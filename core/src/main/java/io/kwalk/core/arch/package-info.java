/**
 * What differs between processors: page tables, registers, stacks; one package an architecture
 * below.
 */
@NullMarked
package io.kwalk.core.arch;

import org.jspecify.annotations.NullMarked;
