/** Looking for values in memory: what of it is looked through, for what, and who refers to whom. */
@NullMarked
package io.kwalk.linux.search;

import org.jspecify.annotations.NullMarked;
