/** Namespaces: which there are, and which tasks are in them. */
@NullMarked
package io.kwalk.linux.namespace;

import org.jspecify.annotations.NullMarked;
