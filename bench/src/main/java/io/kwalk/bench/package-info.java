/**
 * Benchmarks of single steps, by JMH: {@code bench/jmh NAME}. What a user waits for is measured by
 * {@code bench/compare-peers}, whole processes beside crash's and drgn's.
 */
@NullMarked
package io.kwalk.bench;

import org.jspecify.annotations.NullMarked;
