/** Machine code of any architecture: what decoding an instruction gives. */
@NullMarked
package io.kwalk.core.arch.code;

import org.jspecify.annotations.NullMarked;
