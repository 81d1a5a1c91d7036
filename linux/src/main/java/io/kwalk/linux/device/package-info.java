/** Character and block devices, PCI devices, I/O resources. */
@NullMarked
package io.kwalk.linux.device;

import org.jspecify.annotations.NullMarked;
