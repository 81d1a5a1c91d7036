package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the words behind {@code struct} ask for.
 *
 * @param typeName as it was given
 * @param members paths behind the first dot; none is the whole struct
 * @param offset to be taken from the address: -l
 * @param count structs in a row; negative: those up to the address
 * @param arguments words that are no options: the type, the address, the count
 */
record StructRequest(
    String typeName,
    StructType type,
    List<String> members,
    long offset,
    long count,
    Options options,
    boolean hexadecimal,
    List<String> arguments) {
  /** More than any array of the kernel that is worth reading. */
  private static final long MAX_COUNT = 1 << 24;

  static StructRequest parse(Session session, String command, List<String> words)
      throws CommandException {
    Options options = Options.parse(words, "fxduc:l:oprvh");
    List<String> arguments = options.arguments();
    if (arguments.isEmpty()) {
      throw CommandException.usage("the name of a type is needed");
    }
    String reference = arguments.getFirst();
    int dot = reference.indexOf('.');
    String name = dot < 0 ? reference : reference.substring(0, dot);
    StructType type = MemberPaths.find(session.kernel(), command, name);
    List<String> members =
        dot < 0 ? List.of() : MemberPaths.members(type, reference, reference.substring(dot + 1));
    return new StructRequest(
        name,
        type,
        members,
        MemberPaths.offset(session.kernel(), options.value("l")),
        count(options, arguments),
        options,
        hexadecimal(session, options),
        arguments);
  }

  /** -x and -d before the shell's radix. */
  static boolean hexadecimal(Session session, Options options) {
    return options.has("x") || options.has("h") || !options.has("d") && session.radix() == 16;
  }

  private static long count(Options options, List<String> arguments) throws CommandException {
    String value = options.value("c");
    String text = value != null ? value : arguments.size() > 2 ? arguments.get(2) : "1";
    boolean negative = text.startsWith("-");
    OptionalLong count = Numbers.plain(negative ? text.substring(1) : text);
    if (count.isEmpty() || count.getAsLong() < 0 || count.getAsLong() > MAX_COUNT) {
      throw new CommandException("invalid count argument: " + text);
    }
    return negative ? -count.getAsLong() : count.getAsLong();
  }

  boolean has(String option) {
    return options.has(option);
  }

  /** "struct task_struct". */
  String title() {
    return (type.isUnion() ? "union " : "struct ") + typeName;
  }
}
