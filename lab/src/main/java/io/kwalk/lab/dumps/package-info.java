/** Where tests find real dumps. */
@NullMarked
package io.kwalk.lab.dumps;

import org.jspecify.annotations.NullMarked;
