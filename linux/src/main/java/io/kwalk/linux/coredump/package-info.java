/** A process out of a dump as the core file that the kernel would have written of it. */
@NullMarked
package io.kwalk.linux.coredump;

import org.jspecify.annotations.NullMarked;
