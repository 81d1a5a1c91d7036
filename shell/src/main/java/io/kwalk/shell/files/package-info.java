/** Files and mounts: files, mount, fuser. */
@NullMarked
package io.kwalk.shell.files;

import org.jspecify.annotations.NullMarked;
