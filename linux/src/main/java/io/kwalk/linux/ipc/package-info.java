/** System V inter-process communication. */
@NullMarked
package io.kwalk.linux.ipc;

import org.jspecify.annotations.NullMarked;
