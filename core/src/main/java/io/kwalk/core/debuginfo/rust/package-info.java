/** Names of Rust's symbols. */
@NullMarked
package io.kwalk.core.debuginfo.rust;

import org.jspecify.annotations.NullMarked;
