package io.kwalk.linux.system;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.EnumType.Enumerator;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the firmware said of the machine: dmi_ident[], by enum dmi_field. */
public final class DmiStrings {
  private static final int MAX_LENGTH = 256;

  private DmiStrings() {}

  /**
   * Names and values, in the enum's order; absent ones are left out.
   *
   * @throws io.kwalk.core.object.UnknownNameException if the kernel keeps none
   */
  public static Map<String, String> read(Kernel kernel) {
    Map<String, String> strings = new LinkedHashMap<>();
    long table = kernel.address("dmi_ident");
    Optional<EnumType> fields = kernel.imageTypes().enumeration("dmi_field");
    if (fields.isEmpty()) {
      return strings;
    }
    long end = kernel.imageTypes().enumerator("DMI_STRING_MAX").orElse(0);
    for (Enumerator field : fields.get().enumerators()) {
      if (field.value() <= 0 || field.value() >= end) {
        continue;
      }
      try {
        long pointer = kernel.memory().u64(table + 8 * field.value());
        if (pointer != 0) {
          strings.put(field.name(), kernel.memory().cString(pointer, MAX_LENGTH));
        }
      } catch (MemoryFault fault) {
        kernel.note("DMI: " + fault.getMessage());
      }
    }
    return strings;
  }
}
