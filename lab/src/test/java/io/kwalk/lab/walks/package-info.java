/** The walks of {@code io.kwalk.linux} against what the guests said of themselves. */
@NullMarked
package io.kwalk.lab.walks;

import org.jspecify.annotations.NullMarked;
