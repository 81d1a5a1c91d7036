package io.kwalk.core.debuginfo;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's vmcoreinfo: lines of {@code KEY=VALUE}
 * (Documentation/admin-guide/kdump/vmcoreinfo.rst). Lines that are not of that form, and values
 * that are no numbers, are passed over: the text may come out of damaged memory.
 */
public final class Vmcoreinfo {
  /** A kernel writes at most a page or, since 5.x, a few; more is not vmcoreinfo. */
  private static final int LIMIT = 1 << 20;

  private final String text;
  private final Map<String, String> values = new LinkedHashMap<>();

  private Vmcoreinfo(String text) {
    this.text = text;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', start);
      if (equals > start && equals < end) {
        values.putIfAbsent(text.substring(start, equals), text.substring(equals + 1, end));
      }
      start = end + 1;
    }
  }

  /** Parses the text, which ends at the first NUL. */
  public static Vmcoreinfo parse(byte[] bytes) {
    int length = 0;
    while (length < Math.min(bytes.length, LIMIT) && bytes[length] != 0) {
      length++;
    }
    return new Vmcoreinfo(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
  }

  /** The whole text as the kernel wrote it. */
  public String text() {
    return text;
  }

  /** All keys and values, in order. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  public Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** {@code SYMBOL(name)}: an address, KASLR applied. */
  public OptionalLong symbol(String name) {
    String value = values.get("SYMBOL(" + name + ")");
    return value == null ? OptionalLong.empty() : hexadecimal(value);
  }

  /** {@code NUMBER(name)}: decimal, or hexadecimal with 0x. */
  public OptionalLong number(String name) {
    return parseNumber(values.get("NUMBER(" + name + ")"));
  }

  /** {@code OFFSET(struct.member)}, in bytes. */
  public OptionalLong offset(String member) {
    return parseNumber(values.get("OFFSET(" + member + ")"));
  }

  /** {@code SIZE(struct)}, in bytes. */
  public OptionalLong size(String name) {
    return parseNumber(values.get("SIZE(" + name + ")"));
  }

  /** {@code LENGTH(array)}, in elements. */
  public OptionalLong length(String name) {
    return parseNumber(values.get("LENGTH(" + name + ")"));
  }

  /** A line that is a bare key and a hexadecimal number, such as {@code KERNELOFFSET}. */
  public OptionalLong hexadecimalOf(String key) {
    String value = values.get(key);
    return value == null ? OptionalLong.empty() : hexadecimal(value);
  }

  private static OptionalLong parseNumber(@Nullable String value) {
    if (value == null) {
      return OptionalLong.empty();
    }
    String trimmed = value.trim();
    if (trimmed.startsWith("0x")) {
      return hexadecimal(trimmed.substring(2));
    }
    try {
      return OptionalLong.of(Long.parseLong(trimmed));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong hexadecimal(String value) {
    String trimmed = value.trim();
    try {
      return OptionalLong.of(
          Long.parseUnsignedLong(trimmed.startsWith("0x") ? trimmed.substring(2) : trimmed, 16));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
