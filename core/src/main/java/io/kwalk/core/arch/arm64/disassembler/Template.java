package io.kwalk.core.arch.arm64.disassembler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text with fields in it: <code>{n}</code> is a field in decimal, <code>{z:b|h|w|!}</code> one of
 * several texts by a field's value, and <code>!</code> that the word is not of this row.
 */
final class Template {
  private record Part(String text, @Nullable Field field, String @Nullable [] choices) {}

  private final Part[] parts;

  private Template(Part[] parts) {
    this.parts = parts;
  }

  static Template parse(String text, String pattern) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      if (open < 0) {
        parts.add(new Part(text.substring(at), null, null));
        break;
      }
      if (open > at) {
        parts.add(new Part(text.substring(at, open), null, null));
      }
      int close = text.indexOf('}', open);
      parts.add(field(text.substring(open + 1, close), pattern));
      at = close + 1;
    }
    return new Template(parts.toArray(Part[]::new));
  }

  private static Part field(String text, String pattern) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new Part("", Field.of(pattern, text), null);
    }
    Field field = Field.of(pattern, text.substring(0, colon));
    String[] choices = text.substring(colon + 1).split("\\|", -1);
    if (choices.length != 1 << field.width) {
      throw new IllegalArgumentException(choices.length + " choices in {" + text + "}");
    }
    return new Part("", field, choices);
  }

  /** The text; null if the word is not of this row. */
  @Nullable String of(Word word) {
    if (parts.length == 1) {
      return text(parts[0], word);
    }
    StringBuilder out = new StringBuilder(16);
    for (Part part : parts) {
      String text = text(part, word);
      if (text == null) {
        return null;
      }
      out.append(text);
    }
    return out.toString();
  }

  private static @Nullable String text(Part part, Word word) {
    if (part.field == null) {
      return part.text;
    }
    int value = part.field.of(word);
    if (part.choices == null) {
      return Integer.toString(value);
    }
    String choice = part.choices[value];
    return choice.equals("!") ? null : choice;
  }
}
