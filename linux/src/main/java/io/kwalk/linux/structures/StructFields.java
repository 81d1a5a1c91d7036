package io.kwalk.linux.structures;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.UnknownNameException;

/** Members of the containers' structs, bound once a walker. */
final class StructFields {
  private StructFields() {}

  /**
   * The member {@code path} of {@code struct name}.
   *
   * @throws UnknownNameException if the target has no such struct or member
   */
  static Field field(Target target, String name, String path) {
    return target
        .layouts()
        .struct(name)
        .flatMap(struct -> struct.field(path))
        .orElseThrow(
            () -> new UnknownNameException(UnknownNameException.Kind.MEMBER, name + "." + path));
  }
}
