package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.nio.charset.StandardCharsets;

/**
 * The sections that a scan reads. Abbreviations and strings are copied into arrays, in which a scan
 * that has just begun, and is not compiled yet, reads several times faster than in a mapped file.
 */
record ScanSections(DwarfFile file, SectionReader info, byte[] abbreviations, byte[] strings) {
  static ScanSections of(DwarfFile file) {
    return new ScanSections(
        file,
        file.section(".debug_info"),
        all(file.section(".debug_abbrev")),
        all(file.section(".debug_str")));
  }

  /** A string of a form that is rare, with a zero byte behind it. */
  byte[] string(UnitHeader header, int form, int at) {
    Unit unit = new Unit(file, info, header);
    String text = AttributeForms.read(info.at(at), unit, form, 0).string();
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] all(SectionReader section) {
    return section.bytes(section.size());
  }
}
