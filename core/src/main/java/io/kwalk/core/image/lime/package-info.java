/** LiME images, and AVML's compressed version of them. */
@NullMarked
package io.kwalk.core.image.lime;

import org.jspecify.annotations.NullMarked;
