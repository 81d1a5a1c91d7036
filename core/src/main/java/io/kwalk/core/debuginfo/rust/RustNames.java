package io.kwalk.core.debuginfo.rust;

import java.util.Optional;

/**
 * Rust's names behind the mangled ones of symbols: of the v0 scheme (RFC 2603, {@code _R…}) and of
 * the older one, which looks like C++ ({@code _ZN…17h<hash>E}). Hashes of crates and functions are
 * left out.
 */
public final class RustNames {
  private RustNames() {}

  /** {@code core::fmt::Formatter::write_str}; empty if {@code symbol} is no mangled Rust name. */
  public static Optional<String> demangle(String symbol) {
    int suffix = suffix(symbol);
    String name = symbol.substring(0, suffix);
    return (name.startsWith("_R") ? V0Name.demangle(name.substring(2)) : LegacyName.demangle(name))
        .map(text -> text + keptSuffix(symbol.substring(suffix)));
  }

  /** What compilers add behind: ".cold", ".llvm.1234". Older names have dots of their own. */
  private static int suffix(String symbol) {
    int from = symbol.startsWith("_R") ? 0 : symbol.lastIndexOf('E');
    int dot = from < 0 ? -1 : symbol.indexOf('.', from);
    return dot < 0 ? symbol.length() : dot;
  }

  private static String keptSuffix(String suffix) {
    return suffix.startsWith(".llvm.") ? "" : suffix;
  }
}
