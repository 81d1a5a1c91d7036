package io.kwalk.shell.search;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.search.SearchPattern;
import io.kwalk.linux.search.TextPattern;
import io.kwalk.linux.search.WordPattern;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was asked.
 *
 * @param where the letter of the memory to look through: k, K, V, u, p, t or T
 * @param start of -s, or null
 * @param end of -e, or null
 * @param length of -l, 0 without
 * @param width bytes of a value, 1 for text
 * @param context of -x
 * @param values what is looked for, as numbers; of no use for text
 * @param names how the values were given where that says more than the number, else ""; the texts
 */
record SearchArguments(
    char where,
    @Nullable Long start,
    @Nullable Long end,
    long length,
    int width,
    long mask,
    long context,
    boolean verbose,
    List<Long> values,
    List<String> names) {
  private static final String LETTERS = "s:e:l:m:x:kKVuptTcwhv";

  static SearchArguments parse(Kernel kernel, Options options, Output output)
      throws CommandException {
    char where = where(options);
    int width = width(options, output);
    long mask = mask(options, width, output);
    long context = context(options, width);
    List<Long> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String word : options.arguments()) {
      if (width > 1) {
        values.add(value(kernel, word, width));
        names.add(Numbers.hexadecimal(word).isPresent() ? "" : named(word));
      } else if (!word.isEmpty()) {
        names.add(word);
      }
    }
    if (names.isEmpty()) {
      throw CommandException.usage("what to look for is missing");
    }
    String start = options.value("s");
    String end = options.value("e");
    if (end != null && options.has("l")) {
      throw CommandException.usage("-e and -l exclude each other");
    }
    return new SearchArguments(
        where,
        start == null ? null : address(kernel, start, width, output),
        end == null ? null : Addresses.parse(kernel, end),
        number(options, "l"),
        width,
        mask,
        context,
        options.has("v"),
        values,
        names);
  }

  static Options options(List<String> words) throws CommandException {
    return Options.parse(words, LETTERS + "R:");
  }

  private static char where(Options options) throws CommandException {
    char where = 'k';
    for (Options.Option option : options.all()) {
      if ("kKVup".contains(option.name())) {
        where = option.name().charAt(0);
      }
    }
    for (String stacks : List.of("t", "T")) {
      if (options.has(stacks)) {
        for (Options.Option option : options.all()) {
          if ("kKVupsel".contains(option.name())) {
            throw new CommandException(
                "-" + stacks + " option cannot be used with other memory-selection options");
          }
        }
        where = stacks.charAt(0);
      }
    }
    return where;
  }

  private static int width(Options options, Output output) {
    String mode = "";
    for (Options.Option option : options.all()) {
      if ("cwh".contains(option.name())) {
        if (!mode.isEmpty() && !mode.equals(option.name())) {
          output.warn(
              "WARNING: overriding previously set search mode with \"" + option.name() + "\"");
        }
        mode = option.name();
      }
    }
    return switch (mode) {
      case "c" -> 1;
      case "h" -> 2;
      case "w" -> 4;
      default -> 8;
    };
  }

  private static long mask(Options options, int width, Output output) throws CommandException {
    String text = options.value("m");
    if (text == null) {
      return 0;
    }
    OptionalLong mask = Numbers.hexadecimal(text);
    if (mask.isEmpty()) {
      throw new CommandException("invalid input: \"" + text + "\"");
    }
    if (width == 1) {
      output.warn("mask ignored on string search");
    }
    return mask.getAsLong();
  }

  private static long context(Options options, int width) throws CommandException {
    if (options.has("x") && width == 1) {
      throw new CommandException("-x option is not allowed with -c");
    }
    return number(options, "x");
  }

  private static long number(Options options, String letter) throws CommandException {
    String text = options.value(letter);
    if (text == null) {
      return 0;
    }
    OptionalLong number = Numbers.plain(text);
    if (number.isEmpty() || number.getAsLong() < 0) {
      throw new CommandException("not a valid number: " + text);
    }
    return number.getAsLong();
  }

  private static String named(String word) {
    return word.startsWith("(") ? word : "(" + word + ")";
  }

  private static long value(Kernel kernel, String word, int width) throws CommandException {
    OptionalLong number = Numbers.hexadecimal(word);
    long value = number.isPresent() ? number.getAsLong() : Addresses.parse(kernel, word);
    if (width < 8 && value >>> 8 * width != 0) {
      throw new CommandException(
          "value too large for "
              + (width == 4 ? "-w" : "-h")
              + " option: "
              + Long.toHexString(value)
              + (number.isPresent() ? "" : " " + named(word)));
    }
    return value;
  }

  private static long address(Kernel kernel, String word, int width, Output output)
      throws CommandException {
    long address = Addresses.parse(kernel, word);
    if (width > 1 && (address & 7) != 0) {
      address &= -8;
      output.warn("rounding down start address to: " + Long.toHexString(address));
    }
    return address;
  }

  SearchPattern pattern(ByteOrder order) {
    if (width == 1) {
      List<byte[]> texts = new ArrayList<>();
      names.forEach(name -> texts.add(name.getBytes(StandardCharsets.UTF_8)));
      return new TextPattern(texts);
    }
    long[] numbers = values.stream().mapToLong(Long::longValue).toArray();
    return new WordPattern(width, numbers, mask, order);
  }
}
