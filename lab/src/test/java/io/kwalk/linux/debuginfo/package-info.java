/** Tests of what is not public in the package of this name, with the lab's files. */
@NullMarked
package io.kwalk.linux.debuginfo;

import org.jspecify.annotations.NullMarked;
