package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Symbols to addresses and addresses to symbols. */
public final class SymCommand implements Command {
  @Override
  public String name() {
    return "sym";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "lLMm:pnsq:Q:");
    Kernel kernel = session.kernel();
    String module = options.value("m");
    if (options.has("l") || options.has("L")) {
      list(imageSymbols(kernel).all(), output);
    }
    String counted = options.value("Q");
    if (counted != null) {
      count(kernel, counted, output);
    }
    if (options.has("l") || options.has("L") || options.has("M")) {
      ModuleSymbols.printAll(kernel, output);
    } else if (module != null) {
      ModuleSymbols.print(kernel, module, output);
    }
    String part = options.value("q");
    if (part != null) {
      search(kernel, part, output);
    }
    if (options.arguments().isEmpty() && options.all().isEmpty()) {
      throw CommandException.usage("a symbol or an address is needed");
    }
    for (String argument : options.arguments()) {
      translate(kernel, argument, options, output);
    }
  }

  /** Out of vmlinux's debug file if there is one: it has more than the kernel keeps of itself. */
  private static Symbols imageSymbols(Kernel kernel) {
    Symbols own = kernel.imageSymbols();
    return kernel.debugFiles().vmlinuxSymbols().map(Symbols.class::cast).orElse(own);
  }

  /** All symbols of a stream, without their modules. */
  static void list(Stream<Symbol> symbols, Output output) {
    StringBuilder line = new StringBuilder();
    symbols.forEach(symbol -> {
      if (output.json()) {
        output.row(SymbolNames.json(symbol, symbol.address()));
      } else {
        line.setLength(0);
        SymbolNames.append(line, symbol, symbol.address());
        output.line(line.toString());
      }
    });
  }

  /** How many symbols have {@code part} in their names, and the last of them. */
  private static void count(Kernel kernel, String part, Output output) {
    List<Symbol> found;
    try (Stream<Symbol> all = all(kernel)) {
      found = all.filter(symbol -> symbol.name().contains(part)).toList();
    }
    if (output.json()) {
      output.row(new JsonObject().put("part", part).put("count", found.size()));
    } else {
      String last = found.isEmpty() ? "" : " (" + Text.escape(found.getLast().name()) + ")";
      output.line(found.size() + " found" + last);
    }
  }

  /** Of vmlinux and, behind them, of the modules. */
  private static Stream<Symbol> all(Kernel kernel) {
    Symbols image = imageSymbols(kernel);
    Stream<Symbol> modules = kernel.symbols().all().filter(symbol -> symbol.module() != null);
    return Stream.concat(image.all(), modules);
  }

  private static void search(Kernel kernel, String part, Output output) {
    try (Stream<Symbol> all = all(kernel)) {
      all.filter(symbol -> symbol.name().contains(part))
          .forEach(symbol -> print(symbol, symbol.address(), output));
    }
  }

  private static void print(Symbol symbol, long address, Output output) {
    if (output.json()) {
      output.row(SymbolNames.json(symbol, address));
    } else {
      output.line(SymbolNames.line(symbol, address));
    }
  }

  /** With the source line, which only code has. */
  private static void print(Kernel kernel, Symbol symbol, long address, Output output) {
    Optional<SourceLine> line =
        Character.toLowerCase(symbol.type()) == 't' || Character.toLowerCase(symbol.type()) == 'w'
            ? line(kernel, symbol, address)
            : Optional.empty();
    if (output.json()) {
      JsonObject row = SymbolNames.json(symbol, address);
      line.ifPresent(known -> SourceText.add(row, known));
      output.row(row);
    } else {
      String place = line.map(known -> " " + SourceText.of(known)).orElse("");
      output.line(SymbolNames.line(symbol, address) + place);
    }
  }

  private static Optional<SourceLine> line(Kernel kernel, Symbol symbol, long address) {
    return address == symbol.address()
        ? kernel.lines().ofFunction(address)
        : kernel.lines().at(address);
  }

  private static void translate(Kernel kernel, String argument, Options options, Output output)
      throws CommandException {
    List<Symbol> named = kernel.symbols().findAll(argument);
    Optional<FileLine> fileLine = named.isEmpty() ? FileLine.parse(argument) : Optional.empty();
    if (fileLine.isPresent()) {
      line(kernel, fileLine.get(), options, output);
      return;
    }
    if (named.isEmpty()) {
      address(kernel, argument, options, output);
    }
    for (Symbol symbol : named) {
      around(kernel, symbol, symbol.address(), options, output);
    }
  }

  private static void line(Kernel kernel, FileLine place, Options options, Output output)
      throws CommandException {
    List<Long> addresses = kernel.lines().addresses(place.file(), place.line());
    if (addresses.isEmpty()) {
      throw new CommandException("no code of line " + place.line() + " of " + place.file());
    }
    for (long address : addresses) {
      kernel
          .symbols()
          .at(address)
          .ifPresent(symbol -> around(kernel, symbol, address, options, output));
    }
  }

  private static void address(Kernel kernel, String argument, Options options, Output output)
      throws CommandException {
    long address = Addresses.parse(kernel, argument);
    Optional<Symbol> symbol = kernel.symbols().at(address);
    if (symbol.isEmpty()) {
      throw new CommandException("no symbol at address: " + argument);
    }
    around(kernel, symbol.get(), address, options, output);
  }

  private static void around(
      Kernel kernel, Symbol symbol, long address, Options options, Output output) {
    Symbols symbols = kernel.symbols();
    if (options.has("p")) {
      OptionalLong before = OptionalLong.of(symbol.address() - 1);
      symbols
          .at(before.getAsLong())
          .ifPresent(other -> print(kernel, other, other.address(), output));
    }
    print(kernel, symbol, address, output);
    if (options.has("n")) {
      symbols
          .next(symbol.address())
          .ifPresent(other -> print(kernel, other, other.address(), output));
    }
  }
}
