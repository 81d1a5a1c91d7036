package io.kwalk.shell;

/** A command's message to the user, in one line, naming the thing and the way out. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean usage;

  public CommandException(String message) {
    this(message, false);
  }

  private CommandException(String message, boolean usage) {
    super(message, null, false, false);
    this.usage = usage;
  }

  /** Wrong options or arguments: the shell adds the command's usage lines. */
  public static CommandException usage(String message) {
    return new CommandException(message, true);
  }

  public boolean isUsage() {
    return usage;
  }
}
