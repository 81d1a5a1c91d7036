package io.kwalk.lab.image;

import io.kwalk.core.image.ElfNote;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ELF notes as bytes. */
public final class NoteWriter {
  private NoteWriter() {}

  /** The notes one behind the other, as in a PT_NOTE segment. */
  public static byte[] write(List<ElfNote> notes, ByteOrder order) {
    Bytes out = new Bytes(order);
    for (ElfNote note : notes) {
      byte[] name = (note.name() + "\0").getBytes(StandardCharsets.US_ASCII);
      int at = out.size();
      out.u32(at, name.length).u32(at + 4, note.descriptor().length).u32(at + 8, note.type());
      out.append(name);
      out.pad(4);
      out.append(note.descriptor());
      out.pad(4);
    }
    return out.toArray();
  }

  /** vmcoreinfo's note. */
  public static ElfNote vmcoreinfo(String text) {
    return new ElfNote("VMCOREINFO", 0, text.getBytes(StandardCharsets.US_ASCII), 0);
  }

  /** NT_PRSTATUS of a 64-bit machine with these registers in pr_reg. */
  public static ElfNote prStatus(ByteOrder order, int signal, int pid, long... registers) {
    Bytes out = new Bytes(order);
    out.u16(12, signal).u32(32, pid);
    for (int i = 0; i < registers.length; i++) {
      out.u64(112 + 8 * i, registers[i]);
    }
    out.u64(112 + 8 * registers.length, 0);
    return new ElfNote("CORE", ElfNote.NT_PRSTATUS, out.toArray(), 0);
  }
}
