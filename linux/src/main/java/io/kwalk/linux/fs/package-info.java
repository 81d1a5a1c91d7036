/** Files, directories, mounts. */
@NullMarked
package io.kwalk.linux.fs;

import org.jspecify.annotations.NullMarked;
