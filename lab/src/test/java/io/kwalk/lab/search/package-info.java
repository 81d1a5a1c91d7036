/** Searching memory, and telling what lies at an address, over real dumps. */
@NullMarked
package io.kwalk.lab.search;

import org.jspecify.annotations.NullMarked;
