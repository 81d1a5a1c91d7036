package io.kwalk.linux.module;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The build-id of a loaded module. */
public final class ModuleBuildId {
  /** SHA-1's, which ld makes. */
  private static final int USUAL_SIZE = 20;

  private static final int LARGEST = 64;
  private static final int NT_GNU_BUILD_ID = 3;

  private ModuleBuildId() {}

  /**
   * In lower-case hexadecimal: of its note in memory, else {@code module->build_id} (since 5.14,
   * CONFIG_STACKTRACE_BUILD_ID), which does not say how long it is; empty if it has none, or it
   * cannot be read.
   *
   * @param sections {@link ModuleSections#of}
   */
  public static Optional<String> of(
      Kernel kernel, KernelModule module, Map<String, Long> sections) {
    try {
      Long note = sections.get(".note.gnu.build-id");
      Optional<String> id = note == null ? Optional.empty() : ofNote(kernel.memory(), note);
      return id.isPresent() ? id : ofMember(kernel, module);
    } catch (MemoryFault _) {
      return ofMember(kernel, module);
    }
  }

  /** The build-id of the note at {@code address}, if it is one. */
  public static Optional<String> ofNote(Memory memory, long address) {
    long nameSize = memory.u32(address);
    long size = memory.u32(address + 4);
    boolean isBuildId = memory.u32(address + 8) == NT_GNU_BUILD_ID;
    if (!isBuildId
        || nameSize != 4
        || !memory.cString(address + 12, 4).equals("GNU")
        || size < 4
        || size > LARGEST) {
      return Optional.empty();
    }
    return Optional.of(HexFormat.of().formatHex(memory.read(address + 16, (int) size)));
  }

  private static Optional<String> ofMember(Kernel kernel, KernelModule module) {
    Optional<Field> member = kernel.findField("module", "build_id");
    if (member.isEmpty() || member.get().size() < USUAL_SIZE) {
      return Optional.empty();
    }
    try {
      byte[] id = kernel.memory().read(member.get().addressIn(module.address()), USUAL_SIZE);
      for (byte part : id) {
        if (part != 0) {
          return Optional.of(HexFormat.of().formatHex(id));
        }
      }
    } catch (MemoryFault _) {
      // Not in the dump.
    }
    return Optional.empty();
  }
}
