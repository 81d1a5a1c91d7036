package io.kwalk.shell.vm;

import io.kwalk.linux.mm.Mappings.Mapping;
import io.kwalk.linux.mm.UserPages.UserPage;
import io.kwalk.shell.line.Numbers;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What `vm -R` looks for.
 *
 * @param text part of a file's path
 * @param number if it can be one: a vm_area_struct, a user address, a physical page
 */
record VmReference(String text, OptionalLong number) {
  static @Nullable VmReference of(@Nullable String text) {
    return text == null ? null : new VmReference(text, Numbers.hexadecimal(text));
  }

  /** Whether the mapping as a whole is meant. */
  boolean names(Mapping mapping) {
    return mapping.file().contains(text)
        || number.isPresent() && number.getAsLong() == mapping.address();
  }

  /** Whether an address inside of the mapping is meant. */
  boolean isInside(Mapping mapping) {
    return number.isPresent()
        && number.getAsLong() >= mapping.start()
        && number.getAsLong() < mapping.end();
  }

  /** Whether the page is meant, by its virtual or its physical address. */
  boolean isOn(UserPage page, int pageSize) {
    if (number.isEmpty()) {
      return false;
    }
    long wanted = number.getAsLong() & -(long) pageSize;
    return page.address() == wanted
        || page.resident() && (page.physical() & -(long) pageSize) == wanted;
  }
}
