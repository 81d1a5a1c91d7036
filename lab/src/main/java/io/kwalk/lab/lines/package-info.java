/** Compares source lines and inlined functions with what addr2line says of the same addresses. */
@NullMarked
package io.kwalk.lab.lines;

import org.jspecify.annotations.NullMarked;
