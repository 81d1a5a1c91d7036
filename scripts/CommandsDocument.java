import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes docs/commands.md of the help pages and of docs/differences.md: {@code java scripts/CommandsDocument.java} in the
 * repository's folder writes it, {@code --check} says whether it is as it would be written, and ends with 1 if not.
 */
final class CommandsDocument {
  private static final Path PAGES = Path.of("shell/src/main/resources/io/kwalk/shell/help");
  private static final Path DIFFERENCES = Path.of("docs/differences.md");
  private static final Path DOCUMENT = Path.of("docs/commands.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private final StringBuilder text = new StringBuilder();
  private final List<String> differences = new ArrayList<>();

  public static void main(String[] arguments) throws IOException {
    String made = new CommandsDocument().make();
    if (arguments.length == 0) {
      Files.writeString(DOCUMENT, made);
    } else if (!Files.exists(DOCUMENT) || !Files.readString(DOCUMENT).equals(made)) {
      System.err.println(DOCUMENT + " is older than the help pages: java scripts/CommandsDocument.java makes it anew");
      System.exit(1);
    }
  }

  private String make() throws IOException {
    for (String line : Files.readAllLines(DIFFERENCES)) {
      if (line.startsWith("| ") && !line.startsWith("| command |")) {
        differences.add(line);
      }
    }
    text.append("# Commands\n\n<!-- Made by scripts/CommandsDocument.java of the help pages and docs/differences.md: edit those. -->\n");
    text.append("What `help` says of each command, and where the command differs from crash's on purpose\n");
    text.append("(all such places: [differences.md](differences.md)). RECORDS is what `--json` and `--csv` print.\n\n");
    Map<String, List<String>> groups = groups();
    groups.forEach(this::contents);
    text.append("\nFirst: [how the program starts](#kwalk), [how lines are typed](#input), [where answers go](#output).\n");
    for (String topic : List.of("kwalk", "input", "output")) {
      page(topic);
    }
    for (List<String> commands : groups.values()) {
      for (String command : commands) {
        page(command);
      }
    }
    return text.toString();
  }

  /** The groups of the table, with the commands that have pages. */
  private static Map<String, List<String>> groups() throws IOException {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String line : Files.readAllLines(PAGES.resolve("groups.txt"))) {
      int colon = line.indexOf(": ");
      List<String> commands = new ArrayList<>(List.of(line.substring(colon + 2).split(" ")));
      commands.removeIf(command -> !Files.exists(PAGES.resolve(command + ".txt")));
      groups.put(line.substring(0, colon), commands);
    }
    return groups;
  }

  private void contents(String group, List<String> commands) {
    text.append("- ").append(group).append(':');
    commands.forEach(command -> text.append(" [").append(command).append("](#").append(command).append(')'));
    text.append('\n');
  }

  private void page(String command) throws IOException {
    text.append("\n## ").append(command).append('\n');
    String section = "";
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(PAGES.resolve(command + ".txt"))) {
      if (!line.isEmpty() && line.charAt(0) != ' ') {
        section(section, lines);
        section = line;
        lines = new ArrayList<>();
      } else {
        lines.add(line);
      }
    }
    section(section, lines);
    differences(command);
  }

  private void section(String title, List<String> lines) {
    while (!lines.isEmpty() && lines.getLast().isBlank()) {
      lines.removeLast();
    }
    switch (title) {
      case "" -> {}
      case "NAME" -> {
        String name = lines.getFirst();
        text.append(prose(name.substring(name.indexOf(" - ") + 3))).append(".\n");
      }
      case "DESCRIPTION" -> description(lines);
      default -> block(title, lines);
    }
  }

  private void block(String title, List<String> lines) {
    text.append("\n**").append(title).append("**\n```\n");
    lines.forEach(line -> text.append(line.startsWith("  ") ? line.substring(2) : line).append('\n'));
    text.append("```\n");
  }

  /** Paragraphs as they are, what is indented further as it stands. */
  private void description(List<String> lines) {
    boolean code = false;
    text.append('\n');
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean indented = line.startsWith("   ") || line.isBlank() && code && i + 1 < lines.size() && lines.get(i + 1).startsWith("   ");
      if (indented != code) {
        text.append("```\n");
        code = indented;
      }
      text.append(code ? line.isBlank() ? "" : line.substring(4) : prose(line.strip())).append('\n');
    }
    text.append(code ? "```\n" : "");
  }

  private static String prose(String line) {
    return line.replace("<", "&lt;").replace("*", "\\*").replace("|", "\\|");
  }

  private void differences(String command) {
    List<String> rows = differences.stream().filter(row -> isAbout(row, command)).toList();
    if (!rows.isEmpty()) {
      text.append("\n**DIFFERENCES FROM CRASH**\n\n| command | crash says | Kwalk says | why |\n|---|---|---|---|\n");
      rows.forEach(row -> text.append(row).append('\n'));
    }
  }

  /** Whether a command line in the row's first cell begins with the command. */
  private static boolean isAbout(String row, String command) {
    Matcher code = CODE.matcher(row.substring(2, row.indexOf(" | ")));
    while (code.find()) {
      if (code.group(1).split("[ /]")[0].equals(command)) {
        return true;
      }
    }
    return false;
  }
}
