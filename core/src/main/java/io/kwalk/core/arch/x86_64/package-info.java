/** x86-64: Intel SDM volume 3 and arch/x86. */
@NullMarked
package io.kwalk.core.arch.x86_64;

import org.jspecify.annotations.NullMarked;
