/** What lies at an address, in words and as JSON. */
@NullMarked
package io.kwalk.shell.identify;

import org.jspecify.annotations.NullMarked;
