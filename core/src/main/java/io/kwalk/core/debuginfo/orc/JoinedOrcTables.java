package io.kwalk.core.debuginfo.orc;

import io.kwalk.core.debuginfo.UnwindRule;
import io.kwalk.core.debuginfo.UnwindTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The table of vmlinux and those of the modules, which are asked for at the first address that is
 * not vmlinux's.
 */
public final class JoinedOrcTables implements UnwindTable {
  private final Optional<OrcTable> vmlinux;
  private final Supplier<List<OrcTable>> source;
  private volatile @Nullable List<OrcTable> modules;

  public JoinedOrcTables(Optional<OrcTable> vmlinux, Supplier<List<OrcTable>> modules) {
    this.vmlinux = vmlinux;
    this.source = modules;
  }

  @Override
  public Optional<UnwindRule> find(long address) {
    if (vmlinux.isPresent() && vmlinux.get().covers(address)) {
      return vmlinux.get().find(address);
    }
    for (OrcTable module : modules()) {
      if (module.covers(address)) {
        return module.find(address);
      }
    }
    return Optional.empty();
  }

  private List<OrcTable> modules() {
    List<OrcTable> known = modules;
    if (known == null) {
      known = List.copyOf(source.get());
      modules = known;
    }
    return known;
  }
}
