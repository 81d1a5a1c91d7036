package io.kwalk.linux.coredump;

/**
 * Pages of a mapping that follow each other and are of one kind; one PT_LOAD of the core.
 *
 * @param start first address
 * @param end the address behind it
 * @param flags PF_X, PF_W, PF_R
 * @param stored whether the file holds the pages; else a reader of the core sees that it has none
 */
public record CoreRun(long start, long end, int flags, boolean stored) {
  long size() {
    return end - start;
  }
}
