/** Run queues of the scheduling classes. */
@NullMarked
package io.kwalk.linux.sched;

import org.jspecify.annotations.NullMarked;
