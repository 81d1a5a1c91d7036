/** Writers of small debug information. */
@NullMarked
package io.kwalk.lab.debuginfo;

import org.jspecify.annotations.NullMarked;
