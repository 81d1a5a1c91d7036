/**
 * Types, symbols and unwind tables behind one interface each; the readers of their encodings are in
 * the packages below.
 */
@NullMarked
package io.kwalk.core.debuginfo;

import org.jspecify.annotations.NullMarked;
