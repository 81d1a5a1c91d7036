/** Memory management: pages, address spaces. */
@NullMarked
package io.kwalk.linux.mm;

import org.jspecify.annotations.NullMarked;
