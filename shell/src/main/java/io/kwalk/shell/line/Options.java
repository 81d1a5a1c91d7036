package io.kwalk.shell.line;

import io.kwalk.shell.CommandException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command's options as getopt reads them: letters, several behind one dash, a value behind the
 * letter or as the next word, options and arguments mixed, {@code --} ends options.
 */
public final class Options {
  /**
   * One option that was given.
   *
   * @param name its letter, or the whole word of a wordy one such as "64"
   */
  public record Option(String name, @Nullable String value) {}

  private final List<Option> given = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();

  private Options() {}

  /**
   * Reads {@code words}.
   *
   * @param letters allowed letters; one that takes a value is followed by {@code :}
   * @param wordy options that are whole words: "64" for -64; they take no value
   * @throws CommandException (with usage) for an unknown option or a missing value
   */
  public static Options parse(List<String> words, String letters, String... wordy)
      throws CommandException {
    Options options = new Options();
    List<String> known = List.of(wordy);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        options.arguments.addAll(words.subList(i + 1, words.size()));
        break;
      }
      if (word.length() < 2 || word.charAt(0) != '-') {
        options.arguments.add(word);
      } else if (known.contains(word.substring(1))) {
        options.given.add(new Option(word.substring(1), null));
      } else {
        i += options.letters(word, letters, i + 1 < words.size() ? words.get(i + 1) : null);
      }
    }
    return options;
  }

  /**
   * The arguments of a command that has no options.
   *
   * @throws CommandException (with usage) for an option
   */
  public static List<String> none(List<String> words) throws CommandException {
    return parse(words, "").arguments();
  }

  /** Reads a word of letters; gives 1 if the last of them took the next word as its value. */
  private int letters(String word, String letters, @Nullable String next) throws CommandException {
    for (int i = 1; i < word.length(); i++) {
      int at = word.charAt(i) == ':' ? -1 : letters.indexOf(word.charAt(i));
      if (at < 0) {
        throw CommandException.usage(
            "invalid option: " + (word.startsWith("--") ? word : "-" + word.charAt(i)));
      }
      String name = word.substring(i, i + 1);
      if (at + 1 >= letters.length() || letters.charAt(at + 1) != ':') {
        given.add(new Option(name, null));
      } else if (i + 1 < word.length()) {
        given.add(new Option(name, word.substring(i + 1)));
        return 0;
      } else if (next != null) {
        given.add(new Option(name, next));
        return 1;
      } else {
        throw CommandException.usage("option -" + name + " needs a value");
      }
    }
    return 0;
  }

  /** All options in the order given. */
  public List<Option> all() {
    return List.copyOf(given);
  }

  public boolean has(String name) {
    return count(name) > 0;
  }

  /** How often an option was given: {@code -SS} counts 2. */
  public int count(String name) {
    int count = 0;
    for (Option option : given) {
      count += option.name().equals(name) ? 1 : 0;
    }
    return count;
  }

  /** The value of the last {@code name}, or null if it was not given. */
  public @Nullable String value(String name) {
    String value = null;
    for (Option option : given) {
      value = option.name().equals(name) ? option.value() : value;
    }
    return value;
  }

  /** The words that are no options. */
  public List<String> arguments() {
    return List.copyOf(arguments);
  }
}
