package io.kwalk.core.object;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.memory.Lazy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Types of global variables. Debug information that has them is asked first. BTF as distributions
 * build it has those of per-CPU variables only; for the kernel's best known others a table gives
 * the declaration, which counts only if the kernel has the symbol, and the type.
 */
public final class GlobalVariables {
  private static final Lazy<Map<String, List<String>>> WELL_KNOWN = Lazy.of(GlobalVariables::read);

  private GlobalVariables() {}

  /** The type of the variable {@code name} of {@code target}, if it is known. */
  public static Optional<Type> type(Target target, String name) {
    Optional<Symbol> symbol = target.symbols().find(name);
    if (symbol.isPresent()) {
      return type(target, symbol.get());
    }
    return target.types().variable(name).or(() -> declared(target, name));
  }

  /** The type of the variable that {@code symbol} is, if it is known. */
  public static Optional<Type> type(Target target, Symbol symbol) {
    return target
        .types()
        .variable(symbol.name(), symbol.address())
        .or(() -> declared(target, symbol.name()));
  }

  private static Optional<Type> declared(Target target, String name) {
    List<String> declared = WELL_KNOWN.get().get(name);
    if (declared == null || target.symbols().find(name).isEmpty()) {
      return Optional.empty();
    }
    return declared.stream()
        .flatMap(type -> CTypeParser.parse(type, target.types()).stream())
        .findFirst();
  }

  /** The names in the table, whether or not a kernel has them. */
  public static Set<String> wellKnown() {
    return WELL_KNOWN.get().keySet();
  }

  /** Lines of a name, a tab and a type; where releases differ, a line for each, newest first. */
  private static Map<String, List<String>> read() {
    Map<String, List<String>> table = new HashMap<>();
    try (InputStream stream = GlobalVariables.class.getResourceAsStream("global-variables.txt")) {
      if (stream == null) {
        throw new IllegalStateException("global-variables.txt is not beside its class");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        if (tab > 0 && line.charAt(0) != '#') {
          table
              .computeIfAbsent(line.substring(0, tab), _ -> new ArrayList<>())
              .add(line.substring(tab + 1));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return table;
  }
}
