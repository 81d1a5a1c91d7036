/** Tests of what is not public in the package of this name, with real dumps. */
@NullMarked
package io.kwalk.shell;

import org.jspecify.annotations.NullMarked;
