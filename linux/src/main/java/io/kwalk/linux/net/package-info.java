/** Network devices, neighbours and sockets. */
@NullMarked
package io.kwalk.linux.net;

import org.jspecify.annotations.NullMarked;
