package io.kwalk.core.debuginfo.btf;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.FloatType;
import io.kwalk.core.debuginfo.ForwardType;
import io.kwalk.core.debuginfo.IntType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import java.util.Optional;

/**
 * Finds the types of a distilled base among those of the running kernel
 * (tools/lib/bpf/btf_relocate.c of Linux 6.11 says which correspond).
 *
 * @param kernel vmlinux's types
 */
record DistilledBase(Types kernel) {
  /**
   * The kernel's type of the same kind, name and size; {@code distilled} itself if there is none.
   */
  Type partner(Type distilled) {
    Optional<? extends Type> found = find(distilled);
    return found.isPresent() ? found.get() : distilled;
  }

  private Optional<? extends Type> find(Type distilled) {
    String name = distilled.name();
    return switch (distilled) {
      case StructType struct ->
          (struct.isUnion() ? kernel.union(name) : kernel.struct(name))
              .filter(found -> struct.size() == 0 || found.size() == struct.size());
      case EnumType enumeration ->
          kernel.enumeration(name).filter(found -> found.size() == enumeration.size());
      case IntType integer -> kernel.base(name).filter(found -> found.size() == integer.size());
      case FloatType real -> kernel.base(name).filter(found -> found.size() == real.size());
      case ForwardType forward ->
          switch (forward.kind()) {
            case STRUCT -> kernel.struct(name);
            case UNION -> kernel.union(name);
            case ENUM -> kernel.enumeration(name);
          };
      default -> Optional.empty();
    };
  }
}
