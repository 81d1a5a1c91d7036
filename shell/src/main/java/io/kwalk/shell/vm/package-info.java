/** Address spaces of processes: vm, swap. */
@NullMarked
package io.kwalk.shell.vm;

import org.jspecify.annotations.NullMarked;
