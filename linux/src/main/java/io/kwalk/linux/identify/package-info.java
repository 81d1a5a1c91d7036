/** What lies at an address: one answer for all that ask. */
@NullMarked
package io.kwalk.linux.identify;

import org.jspecify.annotations.NullMarked;
