package io.kwalk.linux.device;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.ElfNote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a driver of the crash kernel saved of its device before it was reset: a note NT_VMCOREDD
 * (struct vmcoredd_header, include/uapi/linux/vmcore.h, since 4.18).
 */
public final class DeviceDump {
  private static final int NT_VMCOREDD = 0x700;

  /** VMCOREDD_MAX_NAME_BYTES. */
  private static final int NAME_BYTES = 44;

  private final byte[] descriptor;

  private DeviceDump(byte[] descriptor) {
    this.descriptor = descriptor;
  }

  /** All of a dump, in the order of its notes. */
  public static List<DeviceDump> all(DumpImage image) {
    List<DeviceDump> found = new ArrayList<>();
    for (ElfNote note : image.notes()) {
      if (note.type() == NT_VMCOREDD && note.descriptor().length >= NAME_BYTES) {
        found.add(new DeviceDump(note.descriptor()));
      }
    }
    return found;
  }

  /** Which driver and device: "cxgb4_0000:02:00.4". */
  public String name() {
    int length = 0;
    while (length < NAME_BYTES && descriptor[length] != 0) {
      length++;
    }
    return new String(descriptor, 0, length, StandardCharsets.UTF_8);
  }

  /** What was saved, in the driver's own format. */
  public byte[] data() {
    return Arrays.copyOfRange(descriptor, NAME_BYTES, descriptor.length);
  }
}
