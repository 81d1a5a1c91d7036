/** Raw images of memory, each at an address that the user gives. */
@NullMarked
package io.kwalk.core.image.raw;

import org.jspecify.annotations.NullMarked;
