package io.kwalk.shell;

import java.util.LinkedHashMap;
import java.util.Map;

/** The variables of `set`, by crash's names; values as text. */
public final class Settings {
  private final Map<String, String> values = new LinkedHashMap<>();

  public Settings() {
    String[] defaults = {
      "scroll", "off",
      "radix", "10",
      "refresh", "on",
      "print_max", "256",
      "print_array", "off",
      "debug", "0",
      "core", "off",
      "hash", "on",
      "silent", "off",
      "edit", "vi",
      "unwind", "off",
      "zero_excluded", "off",
      "null-stop", "off",
      "gdb", "off",
      "scope", "0",
      "offline", "show",
      "redzone", "on",
      "error", "default"
    };
    for (int i = 0; i < defaults.length; i += 2) {
      values.put(defaults[i], defaults[i + 1]);
    }
  }

  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  public void set(String name, String value) {
    values.put(name, value);
  }

  public boolean isOn(String name) {
    return get(name).equals("on");
  }

  public Map<String, String> all() {
    return Map.copyOf(values);
  }
}
