/** Machine code as it was in memory: with alternatives, ftrace and static calls patched in. */
@NullMarked
package io.kwalk.linux.code;

import org.jspecify.annotations.NullMarked;
