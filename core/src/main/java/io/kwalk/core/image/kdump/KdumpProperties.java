package io.kwalk.core.image.kdump;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the headers say, as `info` prints it. Keys are stable; texts of the dump have unprintable
 * characters replaced.
 */
final class KdumpProperties {
  private KdumpProperties() {}

  static Map<String, String> of(List<KdumpPiece> pieces, boolean hasVmcoreinfo) {
    KdumpHeader header = pieces.getFirst().header();
    Map<String, String> all = new LinkedHashMap<>();
    all.put("header version", Integer.toString(header.version()));
    all.put("sysname", printable(header.sysname()));
    all.put("nodename", printable(header.nodename()));
    all.put("release", printable(header.release()));
    all.put("version", printable(header.versionText()));
    all.put("machine", printable(header.machineName()));
    all.put("domainname", printable(header.domainname()));
    if (header.seconds() > 0) {
      all.put("written", time(header.seconds()));
    }
    all.put("status", status(header));
    all.put("block size", Integer.toString(header.blockSize()));
    all.put("max_mapnr", Long.toString(header.maxMapnr()));
    all.put("processors", Integer.toString(header.processors()));
    if (header.version() >= 1) {
      all.put("phys_base", "0x" + Long.toHexString(header.physBase()));
      all.put("dump level", Integer.toString(header.dumpLevel()));
      all.put("left out", leftOut(header.dumpLevel()));
    }
    if (header.split()) {
      all.put("pieces", Integer.toString(pieces.size()));
      for (int i = 0; i < pieces.size(); i++) {
        all.put("piece " + (i + 1), piece(pieces.get(i)));
      }
    }
    if (header.eraseinfo().size() > 0) {
      all.put("erased", header.eraseinfo().size() + " bytes of eraseinfo");
    }
    all.put("vmcoreinfo", hasVmcoreinfo ? "yes" : "no");
    all.values().removeIf(String::isEmpty);
    return all;
  }

  /** The words of makedumpfile(8) for each bit of its dump level. */
  static String leftOut(int dumpLevel) {
    String[] words = {
      "zero pages", "non-private cache pages", "private cache pages", "user pages", "free pages"
    };
    List<String> left = new ArrayList<>();
    for (int bit = 0; bit < words.length; bit++) {
      if ((dumpLevel >> bit & 1) != 0) {
        left.add(words[bit]);
      }
    }
    return left.isEmpty() ? "nothing" : String.join(", ", left);
  }

  /** Control characters would reach a terminal. */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return safe.toString();
  }

  private static String piece(KdumpPiece piece) {
    KdumpHeader header = piece.header();
    return "page frames 0x"
        + Long.toHexString(header.startPfn())
        + " to 0x"
        + Long.toHexString(header.endPfn());
  }

  private static String time(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds).toString();
    } catch (DateTimeException outOfRange) {
      return Long.toString(seconds);
    }
  }

  private static String status(KdumpHeader header) {
    List<String> names = new ArrayList<>();
    addIf(header, KdumpHeader.DUMP_DH_COMPRESSED_ZLIB, "zlib", names);
    addIf(header, KdumpHeader.DUMP_DH_COMPRESSED_LZO, "lzo", names);
    addIf(header, KdumpHeader.DUMP_DH_COMPRESSED_SNAPPY, "snappy", names);
    addIf(header, KdumpHeader.DUMP_DH_COMPRESSED_ZSTD, "zstd", names);
    addIf(header, KdumpHeader.DUMP_DH_COMPRESSED_INCOMPLETE, "incomplete", names);
    addIf(header, KdumpHeader.DUMP_DH_EXCLUDED_VMEMMAP, "vmemmap excluded", names);
    return "0x"
        + Integer.toHexString(header.status())
        + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")");
  }

  private static void addIf(KdumpHeader header, int flag, String name, List<String> names) {
    if (header.has(flag)) {
      names.add(name);
    }
  }
}
