package io.kwalk.lab.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Writes flattened files (makedumpfile -F): records of a plain file's bytes, in any order. */
public final class FlattenedWriter {
  private static final int HEADER_BYTES = 4096;

  private final List<Item> records = new ArrayList<>();
  private boolean ended = true;

  private record Item(long offset, byte[] bytes) {}

  /** One record; a later one overwrites earlier ones. */
  public FlattenedWriter put(long offset, byte[] bytes) {
    records.add(new Item(offset, bytes.clone()));
    return this;
  }

  /** All of a plain file, in records of {@code length} bytes. */
  public FlattenedWriter file(byte[] plain, int length) {
    for (int at = 0; at < plain.length; at += length) {
      put(at, Arrays.copyOfRange(plain, at, Math.min(plain.length, at + length)));
    }
    return this;
  }

  /** The records given so far in another order, always the same for a seed. */
  public FlattenedWriter shuffle(long seed) {
    Collections.shuffle(records, new Random(seed));
    return this;
  }

  /** Without the record that ends the file, as if the pipe had broken. */
  public FlattenedWriter withoutEnd() {
    this.ended = false;
    return this;
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, build());
  }

  public byte[] build() {
    Bytes out = new Bytes(ByteOrder.BIG_ENDIAN);
    out.text(0, "makedumpfile").u64(16, 1).u64(24, 1).pad(HEADER_BYTES);
    for (Item item : records) {
      out.u64(out.size(), item.offset).u64(out.size(), item.bytes.length);
      out.append(item.bytes);
    }
    if (ended) {
      out.u64(out.size(), -1).u64(out.size(), -1);
    }
    return out.toArray();
  }
}
