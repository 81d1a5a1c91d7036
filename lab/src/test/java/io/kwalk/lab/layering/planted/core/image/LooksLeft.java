package io.kwalk.lab.layering.planted.core.image;

import io.kwalk.lab.layering.planted.core.memory.LooksRight;

/** Breaks no rule: it uses a room to its left. */
public final class LooksLeft {
  /** What it uses. */
  public static final Class<?> USED = LooksRight.class;

  private LooksLeft() {}
}
