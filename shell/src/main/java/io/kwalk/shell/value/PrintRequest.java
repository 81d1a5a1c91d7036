package io.kwalk.shell.value;

import io.kwalk.shell.CommandException;
import io.kwalk.shell.Session;
import java.util.List;

/**
 * What the words behind {@code p} ask for. Options stand before the expression, so that {@code p -x
 * -1} and {@code p a - b} mean what they say.
 *
 * @param format gdb's letter: {@code p/x}
 */
record PrintRequest(String expression, boolean hexadecimal, boolean user, String format) {
  static PrintRequest parse(Session session, List<String> words) throws CommandException {
    boolean hexadecimal = session.radix() == 16;
    boolean user = false;
    String format = "";
    int at = 0;
    while (at < words.size() && isOption(words.get(at))) {
      for (char letter : words.get(at).substring(1).toCharArray()) {
        switch (letter) {
          case 'x', 'h' -> hexadecimal = true;
          case 'd' -> hexadecimal = false;
          case 'u' -> user = true;
          default -> throw CommandException.usage("invalid option: -" + letter);
        }
      }
      at++;
    }
    if (at < words.size() && words.get(at).startsWith("/")) {
      format = words.get(at++).substring(1);
    }
    if (at < words.size() && words.get(at).equals("--")) {
      at++;
    }
    if (at == words.size()) {
      throw CommandException.usage("an expression is needed");
    }
    String expression = String.join(" ", words.subList(at, words.size()));
    return new PrintRequest(expression, hexadecimal, user, format);
  }

  private static boolean isOption(String word) {
    boolean letters = word.length() > 1 && word.charAt(0) == '-';
    for (int i = 1; letters && i < word.length(); i++) {
      letters = Character.isAlphabetic(word.charAt(i));
    }
    return letters && word.length() <= 4;
  }

  /** Whether {@code text} is one C identifier. */
  static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
