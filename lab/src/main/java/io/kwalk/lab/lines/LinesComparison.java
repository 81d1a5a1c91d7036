package io.kwalk.lab.lines;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.InlinedFrame;
import io.kwalk.core.debuginfo.Lines;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.file.DebugFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kwalk and an addr2line about random addresses of a file's code: function, file and line of
 * each inlined function and of the one around them.
 *
 * <p>{@code LinesComparison FILE COUNT [SEED [PROGRAM]]} prints what differs, and how much is
 * alike; exit status 1 if less than 99.9 % is.
 */
public final class LinesComparison {
  private static final double WANTED = 0.999;
  private static final int SHOWN = 20;

  private final ElfFile elf;
  private final CodeSymbols symbols;
  private final Lines lines;
  private final List<String> differences = new ArrayList<>();
  private int compared;
  private int different;

  private LinesComparison(ElfFile elf) {
    this.elf = elf;
    this.symbols = new CodeSymbols(elf);
    this.lines = new DebugFile(elf, null, 0).lines();
  }

  /** How many addresses were compared, how many differ, and the first differences in words. */
  public record Result(int compared, int different, List<String> differences) {
    public double alike() {
      return compared == 0 ? 0 : 1 - (double) different / compared;
    }
  }

  /**
   * Compares.
   *
   * @param program addr2line of binutils or LLVM
   */
  public static Result compare(Path file, int count, long seed, String program) throws IOException {
    LinesComparison comparison = new LinesComparison(ElfFile.open(file));
    comparison.run(file, CodeAddresses.random(comparison.elf, count, seed), program);
    return new Result(comparison.compared, comparison.different, comparison.differences);
  }

  private void run(Path file, long[] addresses, String program) throws IOException {
    List<String> command = new ArrayList<>(List.of(program, "-afi", "-e", file.toString()));
    if (elf.type() == ElfFile.ET_REL && !program.contains("llvm")) {
      command.addAll(List.of("-j", ".text"));
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Thread.ofVirtual().start(() -> write(process, addresses));
    try (BufferedReader answers = process.inputReader()) {
      String next = answers.readLine();
      for (long address : addresses) {
        List<String> wanted = new ArrayList<>();
        for (next = answers.readLine(); next != null && !isAddress(next); ) {
          wanted.add(next + " at " + withoutDiscriminator(answers.readLine()));
          next = answers.readLine();
        }
        compare(address, wanted);
      }
    }
  }

  /** With -a, each answer starts with its address. */
  private static boolean isAddress(String line) {
    return line.startsWith("0x");
  }

  private static void write(Process process, long[] addresses) {
    try (Writer writer = process.outputWriter()) {
      for (long address : addresses) {
        writer.write("0x" + Long.toHexString(address) + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutDiscriminator(@Nullable String place) {
    String text = place == null ? "" : place;
    int discriminator = text.indexOf(" (discriminator");
    return discriminator < 0 ? text : text.substring(0, discriminator);
  }

  private void compare(long address, List<String> wanted) {
    compared++;
    List<String> found = new ArrayList<>();
    boolean alike;
    try {
      List<InlinedFrame> frames = lines.frames(address);
      for (InlinedFrame frame : frames) {
        found.add(name(frame) + " at " + place(frame.line()));
      }
      alike = alike(address, frames, wanted);
    } catch (DebugInfoException damage) {
      found.add(damage.toString());
      alike = false;
    }
    if (!alike) {
      different++;
      if (differences.size() < SHOWN) {
        differences.add("0x" + Long.toHexString(address) + ": " + found + ", not " + wanted);
      }
    }
  }

  private static String name(InlinedFrame frame) {
    return frame.linkageName() == null ? frame.function() : frame.linkageName();
  }

  private static String place(@Nullable SourceLine line) {
    return line == null ? "??:?" : line.file() + ":" + (line.line() == 0 ? "?" : line.line());
  }

  private boolean alike(long address, List<InlinedFrame> frames, List<String> wanted) {
    if (frames.isEmpty()) {
      return wanted.size() == 1 && isUnknown(wanted.getFirst());
    }
    boolean alike = frames.size() == wanted.size();
    for (int i = 0; alike && i < frames.size(); i++) {
      String answer = wanted.get(i);
      int at = answer.lastIndexOf(" at ");
      String function = answer.substring(0, at);
      boolean last = i == frames.size() - 1;
      alike =
          (function.equals(name(frames.get(i))) || last && symbols.isAt(address, function))
              && samePlace(place(frames.get(i).line()), answer.substring(at + 4));
    }
    return alike;
  }

  private static boolean isUnknown(String answer) {
    return answer.endsWith("??:?") || answer.endsWith("??:0");
  }

  /** LLVM prints line 0 as 0, binutils as a question mark. */
  private static boolean samePlace(String found, String wanted) {
    return found.equals(wanted)
        || found.endsWith(":?")
            && wanted.endsWith(":0")
            && found.regionMatches(0, wanted, 0, found.length() - 1);
  }

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    String program = arguments.length > 3 ? arguments[3] : "addr2line";
    Result result = compare(file, count, seed, program);
    result.differences().forEach(System.out::println);
    System.out.printf(
        "%s: %d addresses, %d different from %s: %.3f %% alike%n",
        file.getFileName(), result.compared(), result.different(), program, 100 * result.alike());
    System.exit(result.alike() >= WANTED ? 0 : 1);
  }
}
