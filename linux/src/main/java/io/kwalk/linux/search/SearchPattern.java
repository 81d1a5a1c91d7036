package io.kwalk.linux.search;

/**
 * What is looked for. Looks at bytes of one page, or of one and the beginning of the next; keeps
 * nothing, and is safe for several threads.
 */
public sealed interface SearchPattern permits WordPattern, TextPattern, AddressPattern {
  /** The bytes behind the end of a page that may belong to what begins in it. */
  int overlap();

  /** What places are multiples of. */
  int alignment();

  /**
   * Finds what begins in {@code bytes[from..end)}.
   *
   * @param limit the end of the bytes that may belong to it
   */
  void find(byte[] bytes, int from, int end, int limit, PageHits hits);

  /**
   * Whether something may begin before {@code end} and end behind it, by what is before {@code
   * end}.
   */
  boolean mayContinue(byte[] bytes, int from, int end);
}
