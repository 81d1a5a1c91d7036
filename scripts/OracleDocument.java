import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes docs/oracle.md from what the oracle tests left in lab/target/oracle: how many rows of each dump equal what its guest recorded
 * before it crashed, and why the others differ.
 */
final class OracleDocument {
  private static final String TITLE =
      """
      # What the guest said

      The guests of the lab print their own `/proc` before they crash; the tests `*OracleTest` hold each row of it against the dump. Each cell:
      rows that are equal, and behind a plus those that differ for a reason which the test names and bounds. A row that differs otherwise fails the
      test. `-`: the guest recorded no such thing. Made by running them: `mvn test`, then `java scripts/OracleDocument.java`.

      """;

  private final Map<String, Map<String, String>> cells = new TreeMap<>();
  private final Map<String, Map<String, Integer>> reasons = new TreeMap<>();
  private final Map<String, String> releases = new TreeMap<>();

  public static void main(String[] arguments) throws IOException {
    OracleDocument document = new OracleDocument();
    try (Stream<Path> files = Files.list(Path.of("lab/target/oracle"))) {
      for (Path file : files.sorted().toList()) {
        document.read(Files.readAllLines(file));
      }
    }
    Files.writeString(Path.of("docs/oracle.md"), document.text());
  }

  private void read(List<String> lines) {
    String[] title = lines.getFirst().split("\t");
    int different = 0;
    for (String line : lines.subList(1, lines.indexOf(""))) {
      String[] reason = line.split("\t");
      int rows = Integer.parseInt(reason[1]);
      different += rows;
      reasons.computeIfAbsent(title[0], _ -> new TreeMap<>()).merge(reason[0], rows, Integer::sum);
    }
    String wrong = title[4].equals("0") ? "" : ", WRONG " + title[4];
    String cell = title[3] + (different == 0 ? "" : " + " + different) + wrong;
    releases.put(title[1], title[2]);
    cells.computeIfAbsent(title[0], _ -> new TreeMap<>()).put(title[1], cell);
  }

  private String text() {
    StringBuilder text = new StringBuilder(TITLE);
    List<String> dumps = new ArrayList<>(new TreeSet<>(releases.keySet()));
    text.append("| |");
    dumps.forEach(dump -> text.append(' ').append(dump).append(" |"));
    text.append("\n|").append("---|".repeat(dumps.size() + 1)).append("\n| kernel |");
    dumps.forEach(dump -> text.append(' ').append(releases.get(dump).replaceFirst("[+-](cloud|deb|rt|amd|arm).*", "")).append(machine(dump)));
    text.append('\n');
    cells.forEach((what, row) -> {
      text.append("| ").append(what).append(" |");
      dumps.forEach(dump -> text.append(' ').append(row.getOrDefault(dump, "-")).append(" |"));
      text.append('\n');
    });
    text.append("\n## Why rows differ\n\n| | rows of all dumps | why |\n|---|---|---|\n");
    reasons.forEach((what, some) -> some.forEach((why, rows) ->
        text.append("| %s | %d | %s |%n".formatted(what, rows, why))));
    return text.toString();
  }

  private String machine(String dump) {
    String release = releases.get(dump);
    return (release.contains("-rt-") ? ", rt" : "") + (release.endsWith("arm64") ? ", arm64 |" : " |");
  }
}
