package io.kwalk.shell;

import java.util.List;

/**
 * One command of the shell. A command asks walks of {@code io.kwalk.linux} for records and renders
 * them: as crash's text, or as one JSON object a row. It keeps no state between runs; that is in
 * the {@link Session}.
 */
public interface Command {
  /** What the user types. */
  String name();

  /**
   * Runs it.
   *
   * @param arguments the words behind the command's name, quotes resolved
   * @throws CommandException for a message to the user; the shell prints it as {@code name:
   *     message} and goes on
   */
  void run(Session session, List<String> arguments, Output output) throws CommandException;
}
