/** The kernel's own messages: printk's ring buffer. */
@NullMarked
package io.kwalk.linux.log;

import org.jspecify.annotations.NullMarked;
