/** Work queues: what is queued, who works, what waits. */
@NullMarked
package io.kwalk.linux.workqueue;

import org.jspecify.annotations.NullMarked;
