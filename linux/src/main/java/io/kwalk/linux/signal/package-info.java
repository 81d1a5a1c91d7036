/** Signals: actions, pending and blocked ones. */
@NullMarked
package io.kwalk.linux.signal;

import org.jspecify.annotations.NullMarked;
