package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.object.CTypeParser;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.types.WhatisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines that begin with no command but mean one: a type's name ("list_head init_task",
 * "task_struct.pid"), "*list_head init_task", "p/x 255".
 *
 * @param first the word that stands for the line's first
 */
public record ImplicitCommand(Command command, String first) implements Command {

  /** What a line that begins with {@code word} means, or null. */
  public static @Nullable Command find(Session session, String word) {
    if (word.startsWith("p/")) {
      return new ImplicitCommand(new PCommand(), word.substring(1));
    }
    boolean star = word.length() > 1 && word.startsWith("*");
    String reference = star ? word.substring(1) : word;
    int dot = reference.indexOf('.');
    String name = dot < 0 ? reference : reference.substring(0, dot);
    Optional<Type> type =
        PrintRequest.isName(name)
            ? CTypeParser.named(name, session.kernel().types())
            : Optional.empty();
    if (type.isEmpty()) {
      return null;
    }
    boolean struct = type.get().strip() instanceof StructType;
    return new ImplicitCommand(struct ? new StructCommand("*") : new WhatisCommand(), reference);
  }

  @Override
  public String name() {
    return command.name();
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    List<String> words = new ArrayList<>();
    words.add(first);
    words.addAll(arguments);
    command.run(session, words, output);
  }
}
