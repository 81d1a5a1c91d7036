/** Pages of processes that were swapped out into compressed memory: zram devices and zswap. */
@NullMarked
package io.kwalk.linux.swap;

import org.jspecify.annotations.NullMarked;
