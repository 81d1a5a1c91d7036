package io.kwalk.shell.rows;

import io.kwalk.shell.HelpPages;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kinds of rows of a command, out of the section RECORDS of its help page: a title, indented by
 * two, and below it a line a field, indented by four: its name (with {@code ?} if it may be
 * missing), type, and text. A line indented further goes on with the text. A title "Type NAME: …"
 * names the kind for fields of other kinds.
 */
public final class RowKinds {
  private static final Pattern FIELD =
      Pattern.compile(" {4}([A-Za-z_*][A-Za-z0-9_.*\\[\\]]*)(\\??) +([a-z]+(?:\\[])*)(?: +(.*))?");

  private static final Pattern TYPE = Pattern.compile("Type ([a-z]+): .*");

  private final List<RowKind> kinds = new ArrayList<>();
  private String title = "";
  private List<RowField> fields = new ArrayList<>();

  private RowKinds() {}

  /** Those of a command; none if its page has no such section. */
  public static List<RowKind> of(String command) {
    return HelpPages.page(command).map(page -> parse(page)).orElse(List.of());
  }

  /**
   * Those that a page describes.
   *
   * @throws IllegalArgumentException for a line that is no field but is indented as one
   */
  public static List<RowKind> parse(String page) {
    RowKinds reader = new RowKinds();
    HelpPages.section(page, "RECORDS").lines().forEach(reader::line);
    reader.end();
    return reader.kinds;
  }

  private void line(String line) {
    if (line.startsWith("      ")) {
      goOn(line.strip());
    } else if (line.startsWith("    ")) {
      field(line);
    } else if (fields.isEmpty()) {
      title = (title + " " + line.strip()).strip();
    } else {
      end();
      title = line.strip();
    }
  }

  private void field(String line) {
    Matcher matcher = FIELD.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no field of a record: " + line);
    }
    String text = matcher.group(4);
    fields.add(
        new RowField(
            matcher.group(1),
            matcher.group(3),
            !matcher.group(2).isEmpty(),
            text == null ? "" : text));
  }

  private void goOn(String text) {
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("no field of a record: " + text);
    }
    RowField last = fields.removeLast();
    String whole = (last.text() + " " + text).strip();
    fields.add(new RowField(last.path(), last.type(), last.optional(), whole));
  }

  private void end() {
    if (!fields.isEmpty()) {
      Matcher type = TYPE.matcher(title);
      kinds.add(new RowKind(title, type.matches() ? type.group(1) : "", List.copyOf(fields)));
    }
    fields = new ArrayList<>();
  }
}
