/** Loaded modules. */
@NullMarked
package io.kwalk.linux.module;

import org.jspecify.annotations.NullMarked;
