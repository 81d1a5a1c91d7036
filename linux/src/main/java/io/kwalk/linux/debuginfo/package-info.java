/** Debug files of a kernel and of its modules: which are used, and for which addresses. */
@NullMarked
package io.kwalk.linux.debuginfo;

import org.jspecify.annotations.NullMarked;
