package io.kwalk.core.image.kdump;

import io.kwalk.core.image.kdump.KdumpHeader.FilePart;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The headers field by field, by the names of makedumpfile's structs (diskdump_mod.h, release
 * 1.7.8), numbers as they are.
 */
final class KdumpFields {
  private static final String[] STATUS = {
    "DUMP_DH_COMPRESSED_ZLIB",
    "DUMP_DH_COMPRESSED_LZO",
    "DUMP_DH_COMPRESSED_SNAPPY",
    "DUMP_DH_COMPRESSED_INCOMPLETE",
    "DUMP_DH_EXCLUDED_VMEMMAP",
    "DUMP_DH_COMPRESSED_ZSTD"
  };

  private static final String[] LEVEL = {
    "DUMP_EXCLUDE_ZERO",
    "DUMP_EXCLUDE_CACHE",
    "DUMP_EXCLUDE_CACHE_PRI",
    "DUMP_EXCLUDE_USER_DATA",
    "DUMP_EXCLUDE_FREE"
  };

  private KdumpFields() {}

  /** Fields behind the sizes, which nothing else needs. */
  private static final int TV_USEC = 416;

  private static final int TOTAL_RAM_BLOCKS = 444;
  private static final int DEVICE_BLOCKS = 448;
  private static final int WRITTEN_BLOCKS = 452;
  private static final int CURRENT_CPU = 456;

  /** A pointer for each of nr_cpus, as far as the header's first block goes. */
  private static final int TASKS = 464;

  private static final int FIRST_BLOCK = 4096;

  static Map<String, String> of(KdumpPiece piece) {
    KdumpHeader header = piece.header();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(
        "signature", '"' + KdumpProperties.printable("%-8s".formatted(header.signature())) + '"');
    fields.put("header_version", Integer.toString(header.version()));
    fields.put("utsname.sysname", KdumpProperties.printable(header.sysname()));
    fields.put("utsname.nodename", KdumpProperties.printable(header.nodename()));
    fields.put("utsname.release", KdumpProperties.printable(header.release()));
    fields.put("utsname.version", KdumpProperties.printable(header.versionText()));
    fields.put("utsname.machine", KdumpProperties.printable(header.machineName()));
    fields.put("utsname.domainname", KdumpProperties.printable(header.domainname()));
    fields.put("timestamp.tv_sec", Long.toHexString(header.seconds()));
    fields.put("timestamp.tv_usec", Long.toString(unsigned(piece, TV_USEC)));
    fields.put("status", Integer.toHexString(header.status()) + names(header.status(), STATUS));
    fields.put("block_size", Integer.toString(header.blockSize()));
    fields.put("sub_hdr_size", Integer.toString(header.subHeaderBlocks()));
    fields.put("bitmap_blocks", Long.toString(header.bitmapBlocks()));
    fields.put("max_mapnr", Long.toString(header.maxMapnr()));
    fields.put("total_ram_blocks", Long.toString(unsigned(piece, TOTAL_RAM_BLOCKS)));
    fields.put("device_blocks", Long.toString(unsigned(piece, DEVICE_BLOCKS)));
    fields.put("written_blocks", Long.toString(unsigned(piece, WRITTEN_BLOCKS)));
    fields.put("current_cpu", Long.toString(unsigned(piece, CURRENT_CPU)));
    fields.put("nr_cpus", Integer.toString(header.processors()));
    fields.put("tasks[nr_cpus]", tasks(piece));
    if (header.version() >= 1) {
      fields.put("phys_base", Long.toHexString(header.physBase()));
      String level = header.dumpLevel() + " (0x" + Integer.toHexString(header.dumpLevel()) + ")";
      fields.put("dump_level", level + names(header.dumpLevel(), LEVEL));
    }
    fields.put("split", header.split() ? "1" : "0");
    fields.put("start_pfn", header.split() ? Long.toString(header.startPfn()) : "(unused)");
    fields.put("end_pfn", header.split() ? Long.toString(header.endPfn()) : "(unused)");
    part(fields, "vmcoreinfo", header.vmcoreinfo());
    part(fields, "note", header.notes());
    part(fields, "eraseinfo", header.eraseinfo());
    if (header.version() >= 6) {
      fields.put("start_pfn_64", header.split() ? Long.toString(header.startPfn()) : "(unused)");
      fields.put("end_pfn_64", header.split() ? Long.toString(header.endPfn()) : "(unused)");
      fields.put("max_mapnr_64", both(header.maxMapnr()));
    }
    fields.put("data_offset", Long.toHexString(header.descriptorOffset()));
    fields.put("bitmap_len", Long.toString(header.bitmapBlocks() * header.blockSize()));
    return fields;
  }

  private static String tasks(KdumpPiece piece) {
    int count = Math.clamp(piece.header().processors(), 0, (FIRST_BLOCK - TASKS) / 8);
    return IntStream.range(0, count)
        .mapToLong(cpu -> piece.file().u64(TASKS + 8L * cpu, piece.header().byteOrder()))
        .mapToObj(Long::toHexString)
        .collect(Collectors.joining("\n"));
  }

  private static long unsigned(KdumpPiece piece, int offset) {
    return piece.file().u32(offset, piece.header().byteOrder());
  }

  private static void part(Map<String, String> fields, String name, FilePart part) {
    fields.put("offset_" + name, both(part.offset()));
    fields.put("size_" + name, both(part.size()));
  }

  private static String both(long value) {
    return value + " (0x" + Long.toHexString(value) + ")";
  }

  private static String names(int bits, String[] names) {
    StringJoiner joined = new StringJoiner("|", " (", ")").setEmptyValue("");
    for (int bit = 0; bit < names.length; bit++) {
      if ((bits >> bit & 1) != 0) {
        joined.add(names[bit]);
      }
    }
    return joined.toString();
  }
}
