package io.kwalk.shell.kmem;

import io.kwalk.shell.CommandException;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked.
 *
 * @param option the letter that says what to print, "" for none
 * @param cpus of -S=cpus, "" for all
 * @param members of -m
 * @param ignored caches of -I
 * @param all -a: every slab, or the free pages of processors as well
 * @param physical whether addresses are declared to be physical
 * @param words the arguments
 */
record KmemArguments(
    String option,
    boolean shared,
    String cpus,
    List<String> members,
    List<String> ignored,
    boolean all,
    boolean physical,
    List<String> words) {
  private static final String MODIFIERS = "PIa";

  static KmemArguments parse(List<String> arguments, String letters) throws CommandException {
    boolean shared = false;
    String cpus = "";
    List<String> plain = new ArrayList<>();
    for (String word : arguments) {
      if (word.equals("-i=shared")) {
        shared = true;
        plain.add("-i");
      } else if (word.startsWith("-S=")) {
        cpus = word.substring(3);
        plain.add("-S");
      } else {
        plain.add(word);
      }
    }
    Options options = Options.parse(plain, letters);
    String option = "";
    for (Options.Option given : options.all()) {
      String name = given.name();
      if (MODIFIERS.contains(name) || name.equals(option)) {
        continue;
      }
      if (!option.isEmpty()) {
        throw CommandException.usage("-" + option + " and -" + name + " exclude each other");
      }
      option = name;
    }
    return new KmemArguments(
        option,
        shared,
        cpus,
        list(options.value("m")),
        list(options.value("I")),
        options.has("a"),
        options.has("P"),
        options.arguments());
  }

  private static List<String> list(@Nullable String value) {
    return value == null ? List.of() : List.of(value.split(",", -1));
  }
}
