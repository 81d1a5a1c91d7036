package io.kwalk.lab.lines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addr2line of binutils or of LLVM, as a process that answers many addresses. */
record AddressTool(String program) {
  /**
   * What it says of one function at an address: "file:line", "?" and "0" where it knows nothing.
   */
  record Answer(String function, String place) {
    boolean isUnknown() {
      return place.startsWith("??") || place.endsWith(":?") || place.endsWith(":0");
    }
  }

  /**
   * The functions at each address, innermost first.
   *
   * @param section which the addresses are of, for a relocatable file
   */
  List<List<Answer>> ask(Path file, @Nullable String section, long[] addresses) throws IOException {
    List<String> command = new ArrayList<>(List.of(program, "-afi", "-e", file.toString()));
    if (section != null && !program.contains("llvm")) {
      command.addAll(List.of("-j", section));
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Thread.ofVirtual().start(() -> write(process, addresses));
    List<List<Answer>> answers = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null) {
        List<Answer> functions = new ArrayList<>();
        // With -a, each answer starts with its address.
        for (line = lines.readLine(); line != null && !line.startsWith("0x"); ) {
          functions.add(new Answer(line, withoutDiscriminator(lines.readLine())));
          line = lines.readLine();
        }
        answers.add(functions);
      }
    }
    return answers;
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
}
