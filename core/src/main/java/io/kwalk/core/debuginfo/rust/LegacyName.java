package io.kwalk.core.debuginfo.rust;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scheme that Rust had first: identifiers as in C++, each with its length in front, the last of
 * them a hash; what C++ does not allow in them is written between dollar signs.
 */
final class LegacyName {
  private static final Map<String, String> ESCAPES =
      Map.of("SP", "@", "BP", "*", "RF", "&", "LT", "<", "GT", ">", "LP", "(", "RP", ")", "C", ",");

  private LegacyName() {}

  static Optional<String> demangle(String name) {
    int at = name.startsWith("_ZN") ? 3 : name.startsWith("ZN") ? 2 : -1;
    if (at < 0 || !name.endsWith("E")) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    while (at < name.length() - 1) {
      int digits = at;
      while (digits - at < 5 && Character.isDigit(name.charAt(digits))) {
        digits++;
      }
      int length = digits == at ? 0 : Integer.parseInt(name.substring(at, digits));
      if (length == 0 || digits + length > name.length() - 1) {
        return Optional.empty();
      }
      parts.add(name.substring(digits, digits + length));
      at = digits + length;
    }
    if (parts.size() < 2 || !parts.removeLast().matches("h[0-9a-f]{16}")) {
      return Optional.empty();
    }
    return Optional.of(String.join("::", parts.stream().map(LegacyName::unescape).toList()));
  }

  private static String unescape(String part) {
    StringBuilder out = new StringBuilder();
    // An identifier may not begin with a dollar sign: an underscore stands before it.
    int at = part.startsWith("_$") ? 1 : 0;
    while (at < part.length()) {
      char c = part.charAt(at);
      int end = c == '$' ? part.indexOf('$', at + 1) : -1;
      String escaped = end < 0 ? "" : escape(part.substring(at + 1, end));
      if (!escaped.isEmpty()) {
        out.append(escaped);
        at = end + 1;
      } else if (part.startsWith("..", at)) {
        out.append("::");
        at += 2;
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  /** Empty if it is none. */
  private static String escape(String code) {
    if (code.matches("u[0-9a-f]{1,6}")) {
      int point = Integer.parseInt(code.substring(1), 16);
      return Character.isValidCodePoint(point) && !Character.isISOControl(point)
          ? Character.toString(point)
          : "";
    }
    return ESCAPES.getOrDefault(code, "");
  }
}
