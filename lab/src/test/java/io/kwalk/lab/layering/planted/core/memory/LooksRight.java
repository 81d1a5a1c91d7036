package io.kwalk.lab.layering.planted.core.memory;

import io.kwalk.lab.layering.planted.core.image.LooksLeft;

/** Breaks two rules: it uses a room to its right, and it prints. */
public final class LooksRight {
  /** Prints. */
  public static void print() {
    System.out.println(LooksLeft.class);
  }

  private LooksRight() {}
}
