package io.kwalk.shell.debug;

import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.Machines;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PrStatus;
import io.kwalk.core.image.PrStatus.X8664;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.linux.device.DeviceDump;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code help -n}, {@code -D}: the dump's headers, vmcoreinfo, notes; {@code -r}: registers. */
final class DumpFacts {
  private static final String INDENT = " ".repeat(22);

  private DumpFacts() {}

  static void print(Session session, Output output) {
    DumpImage image = session.kernel().image();
    Map<String, String> fields = image.headerFields();
    FactList facts = new FactList("dump", 20);
    if (!fields.isEmpty()) {
      facts.line("diskdump_data:");
    }
    facts.add(
        "filename",
        () -> session.dumpFiles().stream().map(Path::toString).collect(Collectors.joining(" ")));
    facts.add("format", image::format);
    facts.add("machine_type", () -> machine(image.machine()));
    facts.line("");
    Vmcoreinfo vmcoreinfo = session.kernel().vmcoreinfo();
    fields.forEach((name, value) -> {
      field(facts, name, value);
      if (name.equals("size_vmcoreinfo")) {
        vmcoreinfo(vmcoreinfo, facts);
      } else if (name.equals("size_note")) {
        notes(image, facts);
        noteOffsets(image, facts);
      } else if (name.equals("data_offset")) {
        blocks(fields, facts);
      } else if (name.equals("bitmap_len")) {
        long pages = Long.parseLong(fields.getOrDefault("max_mapnr", "0"));
        facts.add("max_mapnr", () -> pages + " (0x" + Long.toHexString(pages) + ")");
      }
    });
    if (!fields.containsKey("size_note")) {
      vmcoreinfo(vmcoreinfo, facts);
      notes(image, facts);
    }
    Long present = image.pageCounts().get(PageState.PRESENT);
    if (present != null) {
      facts.line("").add("total_valid_pages", present);
    }
    facts.print(output);
  }

  private static void vmcoreinfo(Vmcoreinfo vmcoreinfo, FactList facts) {
    vmcoreinfo.text().lines().forEach(line -> facts.line(INDENT + line));
  }

  /** What belongs to a struct stands two columns further right. */
  private static void field(FactList facts, String name, String value) {
    int dot = name.indexOf('.');
    if (name.equals("utsname.sysname") || name.equals("timestamp.tv_sec")) {
      facts.add(name.substring(0, dot), () -> "");
    }
    String[] lines = value.split("\n");
    facts.add(dot < 0 ? name : Text.right(name.substring(dot + 1), 22), () -> lines[0]);
    Arrays.stream(lines).skip(1).forEach(line -> facts.line(INDENT + line));
  }

  /** The blocks that all offsets of the file's parts count in. */
  private static void blocks(Map<String, String> fields, FactList facts) {
    String size = fields.getOrDefault("block_size", "0");
    facts.add("block_size", () -> size);
    facts.add("block_shift", () -> Integer.numberOfTrailingZeros(Integer.parseInt(size)));
  }

  /** Where the file has each processor's registers. */
  private static void noteOffsets(DumpImage image, FactList facts) {
    List<String> offsets =
        image.notes().stream()
            .filter(ElfNote::isPrStatus)
            .map(note -> Long.toHexString(note.offset()) + " (NT_PRSTATUS)")
            .toList();
    if (!offsets.isEmpty()) {
      facts.add("NOTE offsets", offsets::getFirst);
    }
    offsets.stream().skip(1).forEach(text -> facts.line(INDENT + text));
  }

  private static String machine(int machine) {
    return switch (machine) {
      case Machines.EM_X86_64 -> machine + " (EM_X86_64)";
      case Machines.EM_AARCH64 -> machine + " (EM_AARCH64)";
      default -> Integer.toString(machine);
    };
  }

  /** Counts of each kind, and each note with its registers. */
  private static void notes(DumpImage image, FactList facts) {
    List<ElfNote> notes = image.notes();
    List<PrStatus> registers = PrStatus.all(image);
    facts.add("num_vmcoredd_notes", DeviceDump.all(image).size());
    facts.add("num_prstatus_notes", registers.size());
    for (int i = 0; i < notes.size(); i++) {
      ElfNote note = notes.get(i);
      String kind = note.isPrStatus() ? "NT_PRSTATUS" : note.name() + ", type " + note.type();
      facts.add("notes[" + i + "]", () -> note.descriptor().length + " bytes (" + kind + ")");
      Optional<PrStatus> status = PrStatus.parse(note, image.byteOrder());
      if (status.isPresent() && image.machine() == Machines.EM_X86_64) {
        if (status.get().count() > X8664.ORIG_AX) {
          general(note.descriptor(), image.byteOrder(), facts);
        }
        x86(status.get(), facts);
      }
    }
    long qemu = notes.stream().filter(note -> note.name().equals("QEMU")).count();
    facts.add("num_qemu_notes", qemu);
  }

  /** struct elf_prstatus_common (include/linux/elfcore.h), of 64-bit machines. */
  private static void general(byte[] note, ByteOrder order, FactList facts) {
    facts.line(
        "%ssi.signo: %d  si.code: %d  si.errno: %d"
            .formatted(INDENT, s32(note, 0, order), s32(note, 4, order), s32(note, 8, order)));
    facts.line(
        "%scursig: %d  sigpend: %x  sighold: %x"
            .formatted(
                INDENT,
                ByteArrays.u16(note, 12, order),
                ByteArrays.u64(note, 16, order),
                ByteArrays.u64(note, 24, order)));
    facts.line(
        "%spid: %d  ppid: %d  pgrp: %d  sid:%d"
            .formatted(
                INDENT,
                s32(note, 32, order),
                s32(note, 36, order),
                s32(note, 40, order),
                s32(note, 44, order)));
    facts.line(INDENT + "utime: " + time(note, 48, order) + "  stime: " + time(note, 64, order));
    facts.line(INDENT + "cutime: " + time(note, 80, order) + "  cstime: " + time(note, 96, order));
    long original = ByteArrays.u64(note, 112 + 8 * X8664.ORIG_AX, order);
    int valid = s32(note, note.length - 8, order);
    facts.line(INDENT + "ORIG_RAX: " + Long.toHexString(original) + "  fpvalid: " + valid);
  }

  private static int s32(byte[] note, int at, ByteOrder order) {
    return ByteArrays.s32(note, at, order);
  }

  /** Seconds and microseconds. */
  private static String time(byte[] note, int at, ByteOrder order) {
    return "%d.%06d"
        .formatted(ByteArrays.u64(note, at, order), ByteArrays.u64(note, at + 8, order));
  }

  private static void x86(PrStatus status, FactList facts) {
    pair(facts, status, "R15", X8664.R15, "R14", X8664.R14);
    pair(facts, status, "R13", X8664.R13, "R12", X8664.R12);
    pair(facts, status, "RBP", X8664.BP, "RBX", X8664.BX);
    pair(facts, status, "R11", X8664.R11, "R10", X8664.R10);
    pair(facts, status, " R9", X8664.R9, " R8", X8664.R8);
    pair(facts, status, "RAX", X8664.AX, "RCX", X8664.CX);
    pair(facts, status, "RDX", X8664.DX, "RSI", X8664.SI);
    pair(facts, status, "RDI", X8664.DI, "RIP", X8664.IP);
    pair(facts, status, "RFLAGS", X8664.FLAGS, "RSP", X8664.SP);
    facts.line(INDENT + " FS_BASE: " + RegisterLines.hex(status, X8664.FS_BASE, 16));
    facts.line(INDENT + " GS_BASE: " + RegisterLines.hex(status, X8664.GS_BASE, 16));
    facts.line(
        INDENT
            + "      CS: "
            + RegisterLines.hex(status, X8664.CS, 4)
            + "  SS: "
            + RegisterLines.hex(status, X8664.SS, 4)
            + "  DS: "
            + RegisterLines.hex(status, X8664.DS, 4));
    facts.line(
        INDENT
            + "      ES: "
            + RegisterLines.hex(status, X8664.ES, 4)
            + "  FS: "
            + RegisterLines.hex(status, X8664.FS, 4)
            + "  GS: "
            + RegisterLines.hex(status, X8664.GS, 4));
  }

  private static void pair(
      FactList facts, PrStatus status, String a, int first, String b, int second) {
    facts.line(
        INDENT
            + Text.right(a, 8)
            + ": "
            + RegisterLines.hex(status, first, 16)
            + "  "
            + b
            + ": "
            + RegisterLines.hex(status, second, 16));
  }

  /** The registers of each note, as crash's {@code help -r} has them. */
  static void registers(Session session, Output output) {
    DumpImage image = session.kernel().image();
    List<PrStatus> all = PrStatus.all(image);
    for (int cpu = 0; cpu < all.size(); cpu++) {
      FactList facts = new FactList("registers", 7);
      if (cpu > 0 && !output.json()) {
        output.line("");
      }
      facts.line("CPU " + cpu + ":");
      if (image.machine() == Machines.EM_X86_64) {
        RegisterLines.x86(all.get(cpu)).forEach(facts::line);
      } else {
        RegisterLines.arm64(all.get(cpu)).forEach(facts::line);
      }
      facts.print(output);
    }
  }
}
