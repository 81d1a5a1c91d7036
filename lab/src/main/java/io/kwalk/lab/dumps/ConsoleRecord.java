package io.kwalk.lab.dumps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The record of a guest that had nothing but its console: files of /proc between "@@@ name" lines,
 * amid the kernel's messages. Written out as the record of other guests is.
 */
final class ConsoleRecord {
  private static final String TITLE = "@@@ ";
  private static final String STACK = "/proc/(\\d+)/stack";
  private static final String MESSAGE = "\\[ *\\d+\\.\\d+\\] .*";

  private ConsoleRecord() {}

  /** The folder that holds it: a temporary one, made anew in every run. */
  static Path extract(Path console) {
    try {
      Path folder = Files.createTempDirectory("kwalk-oracle");
      List<String> messages = new ArrayList<>();
      Map<String, List<String>> sections = sections(console, messages);
      write(folder.resolve("dmesg.txt"), messages);
      for (Map.Entry<String, List<String>> section : sections.entrySet()) {
        String name = section.getKey();
        Path file =
            name.matches(STACK)
                ? folder.resolve(name.replaceFirst(STACK, "t/$1/stack"))
                : folder.resolve("p").resolve(name);
        write(file, section.getValue());
      }
      for (String line : sections.getOrDefault("ps", List.of())) {
        status(folder, line.strip().split("\\s+"));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Messages of the kernel up to the first section are what dmesg would have printed. */
  private static Map<String, List<String>> sections(Path console, List<String> messages)
      throws IOException {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    for (String line : Files.readString(console).lines().toList()) {
      if (line.startsWith(TITLE)) {
        section = new ArrayList<>();
        sections.putIfAbsent(line.substring(TITLE.length()).strip(), section);
      } else if (!line.matches(MESSAGE)) {
        section.add(line);
      } else if (sections.isEmpty()) {
        messages.add(line);
      }
    }
    return sections;
  }

  /** PID PPID STAT VSZ RSS COMMAND, as BusyBox's ps prints them. */
  private static void status(Path folder, String[] words) throws IOException {
    if (words.length < 6 || !words[0].matches("\\d+")) {
      return;
    }
    write(
        folder.resolve("t").resolve(words[0]).resolve("status"),
        List.of(
            "Name:\t" + words[5],
            "State:\t" + words[2],
            "Tgid:\t" + words[0],
            "PPid:\t" + words[1]));
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }
}
