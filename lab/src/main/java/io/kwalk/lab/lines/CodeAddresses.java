package io.kwalk.lab.lines;

import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.ElfSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random addresses of a file's code. */
final class CodeAddresses {
  private CodeAddresses() {}

  /**
   * {@code count} addresses, evenly over all sections of code of a linked file; over .text of a
   * relocatable one, whose sections all start at 0.
   */
  static long[] random(ElfFile elf, int count, long seed) {
    List<ElfSection> sections = new ArrayList<>();
    long total = 0;
    for (ElfSection section : elf.sections()) {
      boolean counts = elf.type() != ElfFile.ET_REL || section.name().equals(".text");
      if (section.isExecutable() && counts) {
        sections.add(section);
        total += section.size();
      }
    }
    Random random = new Random(seed);
    long[] addresses = new long[count];
    for (int i = 0; i < count; i++) {
      addresses[i] = at(sections, random.nextLong(Math.max(total, 1)));
    }
    return addresses;
  }

  private static long at(List<ElfSection> sections, long position) {
    long left = position;
    for (ElfSection section : sections) {
      if (left < section.size()) {
        return section.address() + left;
      }
      left -= section.size();
    }
    throw new IllegalArgumentException("no code");
  }
}
