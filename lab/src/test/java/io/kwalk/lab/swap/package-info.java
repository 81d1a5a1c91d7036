/** Pages that were swapped out into compressed memory. */
@NullMarked
package io.kwalk.lab.swap;

import org.jspecify.annotations.NullMarked;
