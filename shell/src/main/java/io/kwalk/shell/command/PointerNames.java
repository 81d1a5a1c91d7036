package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.identify.Identifier;
import io.kwalk.linux.identify.Identity;
import io.kwalk.linux.slab.SlabObject;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import io.kwalk.shell.identify.IdentityJson;
import io.kwalk.shell.identify.IdentityText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names for values that point to kernel text or data. */
final class PointerNames implements MemoryView.ValueNames {
  /** -SSS: whatever is known of a value. */
  private static final int ALL = 3;

  private final Kernel kernel;
  private final int slabs;

  /**
   * @param slabs 0: symbols only; 1: the slab cache of what a value points into; 2: with the value;
   *     3: whatever is known of what it points to
   */
  PointerNames(Kernel kernel, int slabs) {
    this.kernel = kernel;
    this.slabs = slabs;
  }

  @Override
  public @Nullable String of(long value) {
    if (!AddressSpace.isKernel(value)) {
      return null;
    }
    Optional<Symbol> symbol = kernel.symbols().at(value);
    if (symbol.isEmpty() || Literals.isOne(kernel, symbol.get(), value)) {
      return slabs == 0 ? null : slab(value);
    }
    long offset = value - symbol.get().address();
    return offset == 0 ? symbol.get().name() : symbol.get().name() + "+" + offset;
  }

  /** "[dentry]" or "[ff1b83a5052c8000:dentry]"; with -SSS what else is known. */
  private @Nullable String slab(long value) {
    Identifier identifier = Identifier.of(kernel);
    Optional<SlabObject> object = identifier.slabObject(value);
    if (object.isPresent()) {
      String value16 = slabs > 1 ? Long.toHexString(value) + ":" : "";
      return "[" + value16 + Text.escape(object.get().cache().name()) + "]";
    }
    if (slabs < ALL) {
      return null;
    }
    Identity identity = identifier.at(value);
    return identity instanceof Identity.Nothing
        ? null
        : "[" + Long.toHexString(value) + ":" + IdentityText.of(identity) + "]";
  }

  @Override
  public @Nullable JsonObject json(long value) {
    if (slabs == 0 || !AddressSpace.isKernel(value)) {
      return null;
    }
    Identity identity = Identifier.of(kernel).at(value);
    return identity instanceof Identity.Nothing ? null : IdentityJson.of(identity);
  }
}
