package io.kwalk.core.debuginfo;

/** An integer base type: {@code int}, {@code unsigned char}, {@code _Bool}. */
public record IntType(String name, long size, boolean signed, Encoding encoding) implements Type {
  /** How its values are shown. */
  public enum Encoding {
    INTEGER,
    CHARACTER,
    BOOLEAN
  }
}
