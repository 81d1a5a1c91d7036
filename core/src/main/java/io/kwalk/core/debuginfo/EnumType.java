package io.kwalk.core.debuginfo;

import java.util.List;

/** An enumeration; its enumerators are in the order of their definition. */
public record EnumType(String name, long size, boolean signed, List<Enumerator> enumerators)
    implements Type {
  /** One constant. */
  public record Enumerator(String name, long value) {}
}
