/** Memory made by hand. */
@NullMarked
package io.kwalk.lab.memory;

import org.jspecify.annotations.NullMarked;
