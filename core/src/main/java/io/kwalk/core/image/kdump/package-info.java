/** The kdump-compressed format of makedumpfile and QEMU, with its split dumps. */
@NullMarked
package io.kwalk.core.image.kdump;

import org.jspecify.annotations.NullMarked;
