/** The command kmem: kernel memory. */
@NullMarked
package io.kwalk.shell.kmem;

import org.jspecify.annotations.NullMarked;
