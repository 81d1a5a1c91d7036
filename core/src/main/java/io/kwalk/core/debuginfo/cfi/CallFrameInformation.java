package io.kwalk.core.debuginfo.cfi;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.memory.Lazy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The call frame information of one ELF file: .debug_frame, and where that says nothing .eh_frame.
 * The first lookup sorts the descriptions (tens of milliseconds for vmlinux); later ones are a
 * binary search and a few dozen instructions. Addresses are the file's. Safe for several threads.
 */
public final class CallFrameInformation {
  private static final int EM_AARCH64 = 183;

  private final boolean arm64;
  private final List<Indexed> sections;

  private record Indexed(FrameSection section, Lazy<FrameIndex> index) {
    static Indexed of(FrameSection section) {
      return new Indexed(section, Lazy.of(() -> FrameIndex.of(section)));
    }
  }

  private CallFrameInformation(boolean arm64, List<Indexed> sections) {
    this.arm64 = arm64;
    this.sections = sections;
  }

  /** That of {@code elf}; empty if it has none. Reads nothing yet. */
  public static Optional<CallFrameInformation> of(ElfFile elf) {
    List<Indexed> sections = new ArrayList<>();
    FrameSection.of(elf, ".debug_frame").map(Indexed::of).ifPresent(sections::add);
    FrameSection.of(elf, ".eh_frame").map(Indexed::of).ifPresent(sections::add);
    return sections.isEmpty()
        ? Optional.empty()
        : Optional.of(new CallFrameInformation(elf.machine() == EM_AARCH64, sections));
  }

  /**
   * The rules in force at {@code address}; empty if no description covers it.
   *
   * @throws DebugInfoException if what covers it is damaged
   */
  public Optional<CallFrameRow> find(long address) {
    for (Indexed indexed : sections) {
      int offset = indexed.index().get().find(address);
      Optional<FrameDescription> description =
          offset < 0 ? Optional.empty() : indexed.section().description((long) offset);
      if (description.isPresent() && description.get().covers(address)) {
        return Optional.of(
            new FrameProgram(indexed.section(), description.get(), arm64).run(address));
      }
    }
    return Optional.empty();
  }

  /** How many descriptions there are. */
  public int size() {
    return sections.stream().mapToInt(indexed -> indexed.index().get().size()).sum();
  }
}
