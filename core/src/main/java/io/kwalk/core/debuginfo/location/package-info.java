/**
 * Where variables are: expressions and lists of them (DWARF 5 sections 2.5, 2.6, 7.7). Section
 * numbers in comments are those of the DWARF 5 standard.
 */
@NullMarked
package io.kwalk.core.debuginfo.location;

import org.jspecify.annotations.NullMarked;
