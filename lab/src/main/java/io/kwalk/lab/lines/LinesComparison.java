package io.kwalk.lab.lines;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.InlinedFrame;
import io.kwalk.core.debuginfo.Lines;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.ElfSection;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.lab.lines.AddressTool.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kwalk and addr2line about random addresses of a file's code: function, file and line of each
 * inlined function and of the one around them. Where binutils' says otherwise, LLVM's is asked, and
 * each function's name and each place must be what one of the two says.
 *
 * <p>Known of binutils 2.40: in DWARF 5 it names file 0 for rows of file 1 also where those differ,
 * as in units that define trace points (fs/xfs/xfs_trace.c); LLVM agrees with Kwalk. Known of LLVM
 * 14: in relocatable files it prefers symbols of any section to the function of the code; it writes
 * one slash behind directories that end with one, where binutils writes two.
 *
 * <p>{@code LinesComparison FILE COUNT [SEED]} prints what differs, and how much is alike; exit
 * status 1 if less than 99.9 % is.
 */
public final class LinesComparison {
  private static final double WANTED = 0.999;
  private static final int SHOWN = 20;
  private static final long TEXT = 0xffff_ffff_c000_0000L;

  private final Path file;
  private final @Nullable String section;
  private final ElfFile elf;
  private final CodeSymbols symbols;
  private final Lines lines;
  private final long base;

  private LinesComparison(Path file) throws IOException {
    this.file = file;
    this.elf = ElfFile.open(file);
    this.section = elf.type() == ElfFile.ET_REL ? ".text" : null;
    this.symbols = new CodeSymbols(elf);
    this.lines = new DebugFile(section == null ? elf : spread(elf), null, 0).lines();
    this.base = section == null ? 0 : TEXT;
  }

  /** Gives each section of a relocatable file addresses of its own, as a loader does. */
  private static ElfFile spread(ElfFile elf) {
    Map<String, Long> places = new HashMap<>();
    long next = TEXT + elf.section(".text").orElseThrow().size();
    for (ElfSection section : elf.sections()) {
      if (section.isAllocated()) {
        boolean text = section.name().equals(".text");
        places.put(section.name(), text ? TEXT : next);
        next += text ? 0 : section.size();
      }
    }
    return elf.relocatedTo(places);
  }

  /**
   * The outcome.
   *
   * @param compared addresses
   * @param likeBinutils those that binutils says the same of
   * @param confirmed those that are confirmed, if need be by LLVM
   * @param differences the first others, in words
   */
  public record Result(int compared, int likeBinutils, int confirmed, List<String> differences) {
    public double alike() {
      return compared == 0 ? 0 : (double) confirmed / compared;
    }
  }

  /** Compares {@code count} addresses. */
  public static Result compare(Path file, int count, long seed) throws IOException {
    LinesComparison comparison = new LinesComparison(file);
    return comparison.run(CodeAddresses.random(comparison.elf, count, seed));
  }

  private Result run(long[] addresses) throws IOException {
    List<List<Answer>> binutils = new AddressTool("addr2line").ask(file, section, addresses);
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < addresses.length; i++) {
      if (!alike(addresses[i], binutils.get(i), binutils.get(i))) {
        open.add(i);
      }
    }
    long[] again = open.stream().mapToLong(i -> addresses[i]).toArray();
    List<List<Answer>> llvm = new AddressTool("llvm-addr2line").ask(file, section, again);
    List<String> differences = new ArrayList<>();
    int different = 0;
    for (int i = 0; i < again.length; i++) {
      List<Answer> first = binutils.get(open.get(i));
      if (!alike(again[i], first, llvm.get(i))) {
        different++;
        if (differences.size() < SHOWN) {
          differences.add(describe(again[i], first, llvm.get(i)));
        }
      }
    }
    int likeBinutils = addresses.length - again.length;
    return new Result(addresses.length, likeBinutils, addresses.length - different, differences);
  }

  private List<InlinedFrame> frames(long address) {
    try {
      return lines.frames(base + address);
    } catch (DebugInfoException damage) {
      return List.of(new InlinedFrame(damage.toString(), null, null, true));
    }
  }

  private String describe(long address, List<Answer> binutils, List<Answer> llvm) {
    StringBuilder text = new StringBuilder("0x").append(Long.toHexString(address)).append(':');
    for (InlinedFrame frame : frames(address)) {
      text.append("\n  ").append(name(frame)).append(' ').append(place(frame.line()));
    }
    return text + "\n  binutils: " + binutils + "\n  LLVM: " + llvm;
  }

  private static String name(InlinedFrame frame) {
    return frame.linkageName() == null ? frame.function() : frame.linkageName();
  }

  private static String place(@Nullable SourceLine line) {
    return line == null ? "??:0" : line.file() + ":" + line.line();
  }

  /** Whether each name and each place is what the one or the other says. */
  private boolean alike(long address, List<Answer> one, List<Answer> other) {
    List<InlinedFrame> frames = frames(address);
    if (frames.isEmpty()) {
      return isUnknown(one) || isUnknown(other);
    }
    boolean fitsOne = frames.size() == one.size();
    boolean fitsOther = frames.size() == other.size();
    boolean alike = fitsOne || fitsOther;
    for (int i = 0; alike && i < frames.size(); i++) {
      InlinedFrame frame = frames.get(i);
      boolean name =
          fitsOne && sameName(address, frame, one.get(i))
              || fitsOther && sameName(address, frame, other.get(i));
      String place = place(frame.line());
      alike =
          name
              && (fitsOne && samePlace(place, one.get(i).place())
                  || fitsOther && samePlace(place, other.get(i).place()));
    }
    return alike;
  }

  private static boolean isUnknown(List<Answer> answers) {
    return answers.size() == 1 && answers.getFirst().isUnknown();
  }

  /** Both tools fall back to symbols for the outermost function; LLVM prefers them. */
  private boolean sameName(long address, InlinedFrame frame, Answer answer) {
    return answer.function().equals(name(frame))
        || answer.function().equals("??") && frame.function().isEmpty()
        || !frame.inlined() && symbols.isAt(address, answer.function());
  }

  /** LLVM prints line 0 as 0, binutils as a question mark. */
  private static boolean samePlace(String found, String wanted) {
    String place = wanted.endsWith(":?") ? wanted.substring(0, wanted.length() - 1) + "0" : wanted;
    return found.equals(place);
  }

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    Result result = compare(file, count, seed);
    result.differences().forEach(System.out::println);
    System.out.printf(
        "%s: %d addresses, %d as binutils, %d more confirmed by LLVM, %d not: %.3f %%%n",
        file.getFileName(),
        result.compared(),
        result.likeBinutils(),
        result.confirmed() - result.likeBinutils(),
        result.compared() - result.confirmed(),
        100 * result.alike());
    System.exit(result.alike() >= WANTED ? 0 : 1);
  }
}
