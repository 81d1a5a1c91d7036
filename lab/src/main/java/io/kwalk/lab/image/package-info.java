/**
 * Writers of small dumps of every format, for tests: right ones by default, wrong ones on request.
 */
@NullMarked
package io.kwalk.lab.image;

import org.jspecify.annotations.NullMarked;
