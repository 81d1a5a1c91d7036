/** The bytes of dump files: mapped, and flattened ones seen as if they were not. */
@NullMarked
package io.kwalk.core.image.file;

import org.jspecify.annotations.NullMarked;
