package io.kwalk.linux.boot;

import io.kwalk.core.memory.Memory;

/**
 * struct new_utsname (include/uapi/linux/utsname.h): six strings of 65 bytes, the same since Linux
 * 1.3, so that it can be read before any type is known.
 */
public record UtsName(
    String sysname,
    String nodename,
    String release,
    String version,
    String machine,
    String domainname) {
  static final int FIELD_LENGTH = 65;
  static final int RELEASE_OFFSET = 2 * FIELD_LENGTH;

  /**
   * Reads one.
   *
   * @throws io.kwalk.core.memory.MemoryFault if it cannot be read
   */
  public static UtsName read(Memory memory, long address) {
    String[] fields = new String[6];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = memory.cString(address + (long) i * FIELD_LENGTH, FIELD_LENGTH);
    }
    return new UtsName(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
  }
}
