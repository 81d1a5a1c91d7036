package io.kwalk.shell.line;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Address arguments, the same for every command. */
public final class Addresses {
  private Addresses() {}

  /**
   * An address: hexadecimal with or without 0x; a symbol; a symbol and an offset ("schedule+0x20");
   * an expression in parentheses, in which numbers are decimal unless they show otherwise.
   *
   * @throws CommandException if it is nothing of that; names near symbols
   */
  public static long parse(Kernel kernel, String text) throws CommandException {
    OptionalLong number = number(text);
    if (number.isPresent()) {
      return number.getAsLong();
    }
    if (text.startsWith("(") || text.indexOf('+') > 0 || text.indexOf('-') > 0) {
      return evaluate(kernel, text);
    }
    OptionalLong symbol = symbol(kernel, text);
    OptionalLong found = symbol.isPresent() ? symbol : Numbers.hexadecimal(text);
    if (found.isEmpty()) {
      throw new CommandException(unknown(kernel, text));
    }
    return found.getAsLong();
  }

  /**
   * A number that cannot be a symbol: it begins with a digit or has sixteen of them. Spares reading
   * the symbols.
   */
  private static OptionalLong number(String text) {
    boolean digitFirst = !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
    return digitFirst || text.length() == 16 ? Numbers.hexadecimal(text) : OptionalLong.empty();
  }

  /** The value of an expression over numbers and symbols. */
  public static long evaluate(Kernel kernel, String text) throws CommandException {
    try {
      return Arithmetic.evaluate(text, name -> symbol(kernel, name));
    } catch (Arithmetic.InvalidExpressionException invalid) {
      throw new CommandException(String.valueOf(invalid.getMessage()));
    }
  }

  /** The address of a symbol of vmlinux, else of a module. */
  public static OptionalLong symbol(Kernel kernel, String name) {
    OptionalLong inImage = kernel.findAddress(name);
    if (inImage.isPresent()) {
      return inImage;
    }
    Optional<Symbol> symbol = kernel.symbols().find(name);
    return symbol.isPresent() ? OptionalLong.of(symbol.get().address()) : OptionalLong.empty();
  }

  /** "symbol not found: x: did you mean y?". */
  public static String unknown(Kernel kernel, String name) {
    Symbols symbols = kernel.symbols();
    try (Stream<Symbol> all = symbols.all()) {
      List<String> near = NearestNames.of(name, all.map(Symbol::name));
      return "neither an address nor a symbol: " + name + NearestNames.question(near);
    }
  }
}
