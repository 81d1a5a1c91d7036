package io.kwalk.core.arch.x86_64.disassembler;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of the instruction that is being decoded, and which of them it uses: those it does
 * not use are printed before it.
 */
final class Prefixes {
  static final int REX_W = 8;
  static final int REX_R = 4;
  static final int REX_X = 2;
  static final int REX_B = 1;
  private static final int REX = 0x40;
  private static final int MOST = 15;
  private static final String[] REX_NAMES = rexNames();

  /** The prefix bytes in order. */
  private final int[] bytes = new int[MOST];

  private final @Nullable String[] renamed = new String[MOST];
  private int count;
  private int lastData;
  private int lastAddress;
  private int lastSegment;
  private int lastRepeat;
  private int lastRepeatNot;
  private int lastLock;
  private int lastRex;
  private boolean hidden;

  /** 0x64 or 0x65 if one is given, else 0: the others mean nothing in 64-bit mode. */
  int activeSegment;

  int rex;
  private int rexUsed;
  private final boolean[] used = new boolean[MOST];

  private static String[] rexNames() {
    String[] names = new String[16];
    for (int i = 0; i < 16; i++) {
      names[i] =
          "rex"
              + (i == 0 ? "" : ".")
              + ((i & REX_W) != 0 ? "W" : "")
              + ((i & REX_R) != 0 ? "R" : "")
              + ((i & REX_X) != 0 ? "X" : "")
              + ((i & REX_B) != 0 ? "B" : "");
    }
    return names;
  }

  void clear() {
    count = 0;
    lastData = -1;
    lastAddress = -1;
    lastSegment = -1;
    lastRepeat = -1;
    lastRepeatNot = -1;
    lastLock = -1;
    lastRex = -1;
    activeSegment = 0;
    rex = 0;
    rexUsed = 0;
    hidden = false;
  }

  /** Takes a byte if it is a prefix. */
  boolean add(int value) {
    switch (value) {
      case 0x66 -> lastData = count;
      case 0x67 -> lastAddress = count;
      case 0xf0 -> lastLock = count;
      case 0xf2 -> lastRepeatNot = count;
      case 0xf3 -> lastRepeat = count;
      case 0x26, 0x2e, 0x36, 0x3e -> lastSegment = count;
      case 0x64, 0x65 -> {
        lastSegment = count;
        activeSegment = value;
      }
      default -> {
        if ((value & 0xf0) != REX) {
          return false;
        }
        rex = value;
        lastRex = count;
      }
    }
    renamed[count] = null;
    used[count] = false;
    bytes[count++] = value;
    return true;
  }

  int count() {
    return count;
  }

  boolean hasData() {
    return lastData >= 0;
  }

  boolean hasAddress() {
    return lastAddress >= 0;
  }

  boolean hasLock() {
    return lastLock >= 0;
  }

  boolean hasRepeat() {
    return lastRepeat >= 0;
  }

  boolean hasRepeatNot() {
    return lastRepeatNot >= 0;
  }

  boolean hasRex() {
    return rex != 0;
  }

  /** Which repeat prefix stands last: 0xf3, 0xf2, or 0 for none. */
  int lastRepeatByte() {
    int last = Math.max(lastRepeat, lastRepeatNot);
    return last < 0 ? 0 : bytes[last];
  }

  /** The segment prefix that stands last, or 0. */
  int lastSegmentByte() {
    return lastSegment < 0 ? 0 : bytes[lastSegment];
  }

  /** Whether both CS and DS are among the prefixes: as hints they say nothing then. */
  boolean hasBothHints() {
    boolean notTaken = false;
    boolean taken = false;
    for (int i = 0; i < count; i++) {
      notTaken |= bytes[i] == 0x2e;
      taken |= bytes[i] == 0x3e;
    }
    return notTaken && taken;
  }

  void useData() {
    use(lastData);
  }

  void useAddress() {
    use(lastAddress);
  }

  void useSegment() {
    use(lastSegment);
  }

  void useRepeat() {
    use(lastRepeat);
  }

  void useRepeatNot() {
    use(lastRepeatNot);
  }

  private void use(int at) {
    if (at >= 0) {
      used[at] = true;
    }
  }

  /** Says that the bits of REX mean something here; 0 for its mere presence. */
  boolean rex(int bit) {
    if (bit == 0) {
      rexUsed |= REX;
      return rex != 0;
    }
    if ((rex & bit) == 0) {
      return false;
    }
    rexUsed |= bit | REX;
    return true;
  }

  /** Prints a prefix by another name: "rep", "bnd", "notrack", "xacquire", "xrelease". */
  void renameRepeat(String name) {
    rename(lastRepeat, name);
  }

  void renameRepeatNot(String name) {
    rename(lastRepeatNot, name);
  }

  void renameSegment(String name) {
    rename(lastSegment, name);
  }

  private void rename(int at, String name) {
    if (at >= 0) {
      renamed[at] = name;
    }
  }

  /** Counts REX as used as a whole. */
  void hideRex() {
    hidden = true;
  }

  /** Those that are not used, by name, in order. */
  List<String> names() {
    if (count == 0) {
      return List.of();
    }
    String[] names = new String[count];
    int found = 0;
    for (int i = 0; i < count; i++) {
      boolean silent = used[i] || i == lastRex && (hidden || (rex ^ rexUsed) == 0);
      if (!silent) {
        String name = renamed[i];
        names[found++] = name != null ? name : name(bytes[i]);
      }
    }
    return found == 0 ? List.of() : List.of(Arrays.copyOf(names, found));
  }

  /** All of them, by name, in order: for bytes that encode prefixes and nothing else. */
  List<String> allNames() {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = name(bytes[i]);
    }
    return List.of(names);
  }

  static String name(int value) {
    return switch (value) {
      case 0x26 -> "es";
      case 0x2e -> "cs";
      case 0x36 -> "ss";
      case 0x3e -> "ds";
      case 0x64 -> "fs";
      case 0x65 -> "gs";
      case 0x66 -> "data16";
      case 0x67 -> "addr32";
      case 0xf0 -> "lock";
      case 0xf2 -> "repnz";
      case 0xf3 -> "repz";
      default -> REX_NAMES[value & 15];
    };
  }
}
