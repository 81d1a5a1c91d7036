package io.kwalk.linux.swap;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page that was swapped out and is still in memory.
 *
 * @param where "zram0", "zswap"
 * @param algorithm that compressed it: "lzo-rle"; "same" for a page of one word, "none" for one
 *     that could not be made smaller
 * @param size bytes that it takes
 * @param bytes the page; null where it could not be had
 * @param trouble why not
 */
public record SwappedPage(
    String where, String algorithm, int size, byte @Nullable [] bytes, Optional<String> trouble) {
  static SwappedPage of(String where, String algorithm, int size, byte[] bytes) {
    return new SwappedPage(where, algorithm, size, bytes, Optional.empty());
  }

  static SwappedPage lost(String where, String algorithm, int size, String why) {
    return new SwappedPage(where, algorithm, size, null, Optional.of(why));
  }
}
