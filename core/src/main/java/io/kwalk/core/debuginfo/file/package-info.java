/** A debug file as it fits the code in a dump: everything that it can tell, by run-time address. */
@NullMarked
package io.kwalk.core.debuginfo.file;

import org.jspecify.annotations.NullMarked;
