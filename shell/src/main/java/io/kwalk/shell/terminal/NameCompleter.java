package io.kwalk.shell.terminal;

import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.shell.CommandTable;
import io.kwalk.shell.HelpPages;
import io.kwalk.shell.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;

/** Completes commands, options, types, members and symbols. */
final class NameCompleter implements Completer {
  /** More candidates help nobody. */
  private static final int LIMIT = 500;

  private static final List<String> TYPE_COMMANDS =
      List.of("struct", "union", "*", "whatis", "list", "tree", "task");

  private final Session session;
  private @Nullable NavigableSet<String> symbols;
  private @Nullable NavigableSet<String> types;

  NameCompleter(Session session) {
    this.session = session;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String word = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
    if (line.wordIndex() == 0) {
      commands(word, candidates);
      return;
    }
    String command = line.words().getFirst();
    if (word.startsWith("-")) {
      options(command, word, candidates);
    } else if (word.contains(".")) {
      members(word, candidates);
    } else {
      if (TYPE_COMMANDS.contains(command)) {
        prefixed(types(), word, "types", candidates);
      }
      prefixed(symbols(), word, "symbols", candidates);
    }
  }

  private void commands(String word, List<Candidate> candidates) {
    List<String> names = new ArrayList<>(CommandTable.NAMES);
    session.aliases().all().forEach(alias -> names.add(alias.name()));
    for (String name : names) {
      if (name.startsWith(word)) {
        candidates.add(candidate(name, "commands", true));
      }
    }
    // A type's name alone is a command too, but those would hide that ev is eval.
    if (candidates.isEmpty()) {
      prefixed(types(), word, "types", candidates);
    }
  }

  /** A help page describes each option on a line of its own that begins with a dash. */
  private static void options(String command, String word, List<Candidate> candidates) {
    Optional<String> page = HelpPages.page(command);
    if (page.isEmpty()) {
      return;
    }
    for (String line : page.get().lines().toList()) {
      String text = line.strip();
      int end = text.indexOf(' ');
      String option = end < 0 ? text : text.substring(0, end);
      if (option.length() > 1 && option.startsWith(word)) {
        String description = end < 0 ? "" : text.substring(end).strip();
        candidates.add(new Candidate(option, option, "options", description, null, null, true));
      }
    }
  }

  private void members(String word, List<Candidate> candidates) {
    int dot = word.lastIndexOf('.');
    int first = word.indexOf('.');
    Optional<StructType> struct = session.kernel().types().struct(word.substring(0, first));
    if (struct.isEmpty()) {
      struct = session.kernel().types().union(word.substring(0, first));
    }
    if (struct.isPresent() && dot > first) {
      struct =
          struct
              .get()
              .field(word.substring(first + 1, dot))
              .map(field -> field.type().strip())
              .filter(StructType.class::isInstance)
              .map(StructType.class::cast);
    }
    struct.ifPresent(type -> members(type, word.substring(0, dot + 1), word, candidates));
  }

  private static void members(
      StructType type, String prefix, String word, List<Candidate> candidates) {
    for (Member member : type.members()) {
      if (member.name().isEmpty() && member.type().strip() instanceof StructType inner) {
        members(inner, prefix, word, candidates);
      } else if ((prefix + member.name()).startsWith(word)) {
        candidates.add(candidate(prefix + member.name(), "members", false));
      }
    }
  }

  private static Candidate candidate(String name, String group, boolean complete) {
    return new Candidate(name, name, group, null, null, null, complete);
  }

  private static void prefixed(
      NavigableSet<String> names, String word, String group, List<Candidate> candidates) {
    int left = LIMIT;
    for (String name : names.tailSet(word)) {
      if (!name.startsWith(word) || left-- == 0) {
        break;
      }
      candidates.add(candidate(name, group, true));
    }
  }

  private NavigableSet<String> symbols() {
    NavigableSet<String> known = symbols;
    if (known == null) {
      known = new TreeSet<>();
      try (Stream<Symbol> all = session.kernel().symbols().all()) {
        all.map(Symbol::name).forEach(known::add);
      }
      symbols = known;
    }
    return known;
  }

  private NavigableSet<String> types() {
    NavigableSet<String> known = types;
    if (known == null) {
      known = new TreeSet<>();
      try (Stream<Type> all = session.kernel().types().named()) {
        all.map(Type::name).forEach(known::add);
      }
      types = known;
    }
    return known;
  }
}
