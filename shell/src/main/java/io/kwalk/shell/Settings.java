package io.kwalk.shell;

import java.util.LinkedHashMap;
import java.util.Map;

/** The variables of `set`, by crash's names; values as text. */
public final class Settings {
  private final Map<String, String> values = new LinkedHashMap<>();

  public Settings() {
    values.put("scroll", "off");
    values.put("radix", "10");
    values.put("print_max", "256");
    values.put("print_array", "off");
    values.put("hash", "on");
    values.put("error", "default");
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
