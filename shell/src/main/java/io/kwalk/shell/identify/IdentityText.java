package io.kwalk.shell.identify;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.identify.Identity;
import io.kwalk.linux.identify.PageRole;
import io.kwalk.linux.slab.SlabObject;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Text;

/** What lies at an address, in one line. */
public final class IdentityText {
  private IdentityText() {}

  public static String of(Identity identity) {
    return switch (identity) {
      case Identity.SlabObject found -> slab(found.place());
      case Identity.KernelSymbol found -> symbol(found.symbol(), found.offset());
      case Identity.ModuleMemory found ->
          found.region() + " of module " + escape(found.module().name()) + plus(found.offset());
      case Identity.PerCpuMemory found -> perCpu(found);
      case Identity.TaskStack found -> "stack of " + task(found.task()) + plus(found.offset());
      case Identity.CpuStack found ->
          escape(found.name()) + " stack of CPU " + found.cpu() + plus(found.offset());
      case Identity.PageStruct found ->
          "struct page of " + hex(found.physical()) + plus(found.offset());
      case Identity.VmallocArea found ->
          "vmalloc area "
              + hex(found.area().start())
              + plus(found.offset())
              + found.caller().map(caller -> " of " + escape(caller.name())).orElse("");
      case Identity.Page found -> "page " + hex(found.physical()) + ": " + use(found.use());
      case Identity.UserMapping found -> user(found);
      case Identity.Mapped found -> "memory at physical " + hex(found.physical());
      case Identity.Nothing _ -> "nothing";
    };
  }

  private static String hex(long value) {
    return Long.toHexString(value);
  }

  private static String escape(String text) {
    return Text.escape(text);
  }

  private static String plus(long offset) {
    return offset == 0 ? "" : "+0x" + hex(offset);
  }

  private static String slab(SlabObject place) {
    String cache = "[" + escape(place.cache().name()) + "] ";
    if (!place.inside()) {
      return cache + "slab " + hex(place.object()) + plus(place.offset()) + ", no object";
    }
    String state = place.free().map(free -> free ? ", free" : "").orElse(", free or not");
    return cache + hex(place.object()) + plus(place.offset()) + state;
  }

  private static String symbol(Symbol symbol, long offset) {
    String module = symbol.module();
    return escape(symbol.name())
        + plus(offset)
        + (module == null ? "" : " [" + escape(module) + "]");
  }

  private static String perCpu(Identity.PerCpuMemory found) {
    String cpu = found.cpu() < 0 ? "" : " of CPU " + found.cpu();
    String what =
        found.symbol().isPresent()
            ? "variable " + escape(found.symbol().get().name())
            : found.module().isEmpty() ? "memory" : "data of module " + escape(found.module());
    return "per-CPU " + what + cpu + plus(found.offset());
  }

  /** "PID 26 (kdevtmpfs)". */
  static String task(Task task) {
    try {
      return "PID " + task.pid() + " (" + escape(task.comm()) + ")";
    } catch (MemoryFault _) {
      return "task " + hex(task.address());
    }
  }

  private static String user(Identity.UserMapping found) {
    String file = found.mapping().file();
    return (file.isEmpty() ? "anonymous mapping" : "mapping of " + escape(file))
        + " "
        + hex(found.mapping().start())
        + plus(found.offset())
        + " of "
        + task(found.task());
  }

  /** What a page is used for. */
  public static String use(PageRole use) {
    return switch (use) {
      case PageRole.Free free -> "free, in a block of order " + free.order();
      case PageRole.Anonymous page ->
          (page.shared() ? "anonymous, shared by KSM" : "anonymous")
              + (page.swapCache() ? ", in the swap cache" : "");
      case PageRole.FileCache page ->
          "page "
              + page.index()
              + " of "
              + (page.file().isEmpty() ? "inode " + hex(page.inode()) : escape(page.file()));
      case PageRole.Table _ -> "page table";
      case PageRole.Huge _ -> "huge page";
      case PageRole.Slab _ -> "slab";
      case PageRole.Compressed _ -> "compressed pages (zsmalloc)";
      case PageRole.Reserved _ -> "reserved";
      case PageRole.Offline _ -> "offline";
      case PageRole.Allocated _ -> "allocated";
      case PageRole.Unused _ -> "not used";
      case PageRole.Unknown unknown -> unknown.why();
    };
  }
}
