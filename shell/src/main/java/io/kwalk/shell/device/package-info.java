/** Devices and I/O resources: dev. */
@NullMarked
package io.kwalk.shell.device;

import org.jspecify.annotations.NullMarked;
