/** Network devices, neighbours and sockets: net. */
@NullMarked
package io.kwalk.shell.net;

import org.jspecify.annotations.NullMarked;
