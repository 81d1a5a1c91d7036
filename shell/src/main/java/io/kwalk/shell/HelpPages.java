package io.kwalk.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The help pages, one text a command, in resources. A page has sections whose titles stand at the
 * line's start: NAME, SYNOPSIS, DESCRIPTION, OPTIONS, EXAMPLES.
 */
public final class HelpPages {
  private HelpPages() {}

  /** The page of a command or of "input", "output". */
  public static Optional<String> page(String name) {
    String file = name.equals("*") || name.equals("union") ? "struct" : name;
    if (!file.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '-')) {
      return Optional.empty();
    }
    return read(file + ".txt");
  }

  private static Optional<String> read(String file) {
    try (InputStream stream = HelpPages.class.getResourceAsStream("help/" + file)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** The lines of a page's section, without its title. */
  public static String section(String page, String title) {
    StringBuilder section = new StringBuilder();
    boolean inside = false;
    for (String line : page.split("\n", -1)) {
      if (!line.isEmpty() && line.charAt(0) != ' ') {
        inside = line.equals(title);
      } else if (inside && !line.isBlank()) {
        section.append(section.isEmpty() ? "" : "\n").append(line);
      }
    }
    return section.toString();
  }

  /** What a command is for, in one line. */
  public static String summary(String name) {
    String title = page(name).map(page -> section(page, "NAME")).orElse("");
    return title.substring(title.indexOf(" - ") < 0 ? 0 : title.indexOf(" - ") + 3);
  }

  /** The commands by what they are about. */
  public static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    read("groups.txt")
        .orElse("")
        .lines()
        .forEach(line -> {
          int colon = line.indexOf(": ");
          groups.put(line.substring(0, colon), List.of(line.substring(colon + 2).split(" ")));
        });
    return groups;
  }

  /** "Usage:" and the command's synopsis. */
  static String synopsis(String name) {
    String synopsis = page(name).map(page -> section(page, "SYNOPSIS")).orElse("  " + name);
    return "Usage:\n" + synopsis + "\nEnter \"help " + name + "\" for details.";
  }
}
