package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What bt shows of each task.
 *
 * @param view which of the views
 * @param offsets -s: offsets behind symbols
 * @param hexadecimal -x, or radix 16: those offsets in hexadecimal
 * @param stackData -f, -F and -FF: 0 none, 1 plain words, 2 symbols, 3 symbols and addresses
 * @param reference -R: only traces that have it
 * @param ip -I: where the trace starts
 * @param sp -S: the stack address it starts at
 * @param idleHeaderOnly -n idle
 * @param lines -l, and with -i: source lines
 * @param inlined -i: functions that were inlined
 */
record BtOptions(
    View view,
    boolean offsets,
    boolean hexadecimal,
    int stackData,
    Optional<Reference> reference,
    @Nullable Long ip,
    @Nullable Long sp,
    boolean idleHeaderOnly,
    boolean lines,
    boolean inlined) {

  static final String LETTERS = "aADc:gpn:rtTlieEfFoOvR:sxdI:S:";

  /** Views exclude each other; the last that was asked for counts. */
  enum View {
    TRACE,
    /** -o: every address of code on the stack, stale ones among them. */
    ALL_TEXT,
    /** -t */
    TEXT,
    /** -T */
    TEXT_FROM_BOTTOM,
    /** -r */
    RAW,
    /** -e */
    EXCEPTION_FRAMES
  }

  /** What -R looks for: a symbol, or an address. */
  record Reference(String text, @Nullable Long address) {
    boolean matches(Optional<Symbol> symbol, long frameAddress) {
      return symbol.isPresent() && symbol.get().displayName().equals(text)
          || address != null && address == frameAddress;
    }
  }

  /** Frames as they are, with offsets behind symbols. */
  static BtOptions withOffsets(boolean hexadecimal) {
    return new BtOptions(
        View.TRACE, true, hexadecimal, 0, Optional.empty(), null, null, false, false, false);
  }

  static BtOptions of(Kernel kernel, Options options, int radix) throws CommandException {
    if (options.has("x") && options.has("d")) {
      throw new CommandException("-d and -x are mutually exclusive");
    }
    boolean idle = "idle".equals(options.value("n"));
    if (options.has("n") && !idle) {
      throw new CommandException("-n: only idle can be left out: bt -a -n idle");
    }
    boolean hexadecimal = options.has("x") || radix == 16 && !options.has("d");
    int symbolic = Math.min(options.count("F"), 2);
    return new BtOptions(
        view(options),
        options.has("s"),
        hexadecimal,
        symbolic > 0 ? symbolic + 1 : Math.min(options.count("f"), 1),
        reference(options.value("R")),
        address(kernel, options.value("I")),
        address(kernel, options.value("S")),
        idle,
        options.has("l") || options.has("i"),
        options.has("i"));
  }

  private static View view(Options options) {
    View view = View.TRACE;
    for (Options.Option option : options.all()) {
      view =
          switch (option.name()) {
            case "o" -> View.ALL_TEXT;
            case "t" -> View.TEXT;
            case "T" -> View.TEXT_FROM_BOTTOM;
            case "r" -> View.RAW;
            case "e" -> View.EXCEPTION_FRAMES;
            default -> view;
          };
    }
    return view;
  }

  private static Optional<Reference> reference(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Long address = null;
    try {
      address = Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
    } catch (NumberFormatException _) {
      // Then it is a symbol's name.
    }
    return Optional.of(new Reference(text, address));
  }

  private static @Nullable Long address(Kernel kernel, @Nullable String text)
      throws CommandException {
    return text == null ? null : Addresses.parse(kernel, text);
  }
}
