/** AArch64: the Arm Architecture Reference Manual (DDI 0487) and arch/arm64. */
@NullMarked
package io.kwalk.core.arch.arm64;

import org.jspecify.annotations.NullMarked;
