package io.kwalk.shell.identify;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.identify.Identity;
import io.kwalk.linux.identify.PageRole;
import io.kwalk.linux.slab.SlabObject;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;

/** What lies at an address, as an object whose {@code kind} says which other members it has. */
public final class IdentityJson {
  private IdentityJson() {}

  public static JsonObject of(Identity identity) {
    JsonObject row = new JsonObject();
    into(row, identity);
    return row;
  }

  /** Adds the members to {@code row}. */
  public static void into(JsonObject row, Identity identity) {
    switch (identity) {
      case Identity.SlabObject found -> slab(row, found.place());
      case Identity.KernelSymbol found -> {
        row.put("kind", "symbol").put("name", found.symbol().name());
        module(row, found.symbol()).put("offset", found.offset());
      }
      case Identity.ModuleMemory found ->
          row.put("kind", "module")
              .put("module", found.module().name())
              .put("region", found.region())
              .put("offset", found.offset());
      case Identity.PerCpuMemory found -> perCpu(row, found);
      case Identity.TaskStack found ->
          task(row.put("kind", "task_stack"), found.task()).put("offset", found.offset());
      case Identity.CpuStack found ->
          row.put("kind", "cpu_stack")
              .put("cpu", found.cpu())
              .put("name", found.name())
              .put("offset", found.offset());
      case Identity.PageStruct found ->
          row.put("kind", "page_struct")
              .putAddress("page", found.page())
              .putAddress("physical", found.physical())
              .put("offset", found.offset());
      case Identity.VmallocArea found -> {
        row.put("kind", "vmalloc_area")
            .putAddress("start", found.area().start())
            .putAddress("end", found.area().end());
        found.caller().ifPresent(caller -> row.put("caller", caller.name()));
        row.put("offset", found.offset());
      }
      case Identity.Page found -> {
        row.put("kind", "page").putAddress("physical", found.physical());
        use(row, found.use());
      }
      case Identity.UserMapping found ->
          task(row.put("kind", "user_mapping"), found.task())
              .putAddress("vma", found.mapping().address())
              .putAddress("start", found.mapping().start())
              .putAddress("end", found.mapping().end())
              .put("file", found.mapping().file())
              .put("offset", found.offset());
      case Identity.Mapped found ->
          row.put("kind", "mapped").putAddress("physical", found.physical());
      case Identity.Nothing _ -> row.put("kind", "nothing");
    }
  }

  private static void slab(JsonObject row, SlabObject place) {
    row.put("kind", "slab_object")
        .put("cache", place.cache().name())
        .putAddress("kmem_cache", place.cache().address())
        .putAddress("slab", place.slab());
    if (place.inside()) {
      row.putAddress("object", place.object()).put("size", place.cache().objectSize());
      place.free().ifPresentOrElse(free -> row.put("free", free), () -> row.putNull("free"));
    }
    row.put("offset", place.offset());
  }

  private static JsonObject module(JsonObject row, Symbol symbol) {
    String module = symbol.module();
    return module == null ? row : row.put("module", module);
  }

  private static void perCpu(JsonObject row, Identity.PerCpuMemory found) {
    row.put("kind", "per_cpu");
    if (found.cpu() >= 0) {
      row.put("cpu", found.cpu());
    }
    found.symbol().ifPresent(symbol -> row.put("name", symbol.name()));
    if (!found.module().isEmpty()) {
      row.put("module", found.module());
    }
    row.put("offset", found.offset());
  }

  private static JsonObject task(JsonObject row, Task task) {
    try {
      row.put("pid", task.pid()).put("comm", task.comm());
    } catch (MemoryFault _) {
      // The address says whose it is.
    }
    return row.putAddress("task", task.address());
  }

  private static void use(JsonObject row, PageRole use) {
    switch (use) {
      case PageRole.Free free -> row.put("use", "free").put("order", free.order());
      case PageRole.Anonymous page ->
          row.put("use", "anonymous")
              .putAddress("anon_vma", page.anonVma())
              .put("ksm", page.shared())
              .put("swap_cache", page.swapCache())
              .put("index", page.index());
      case PageRole.FileCache page ->
          row.put("use", "file")
              .putAddress("mapping", page.mapping())
              .putAddress("inode", page.inode())
              .put("file", page.file())
              .put("index", page.index());
      case PageRole.Table _ -> row.put("use", "page_table");
      case PageRole.Huge _ -> row.put("use", "huge");
      case PageRole.Slab _ -> row.put("use", "slab");
      case PageRole.Compressed _ -> row.put("use", "compressed");
      case PageRole.Reserved _ -> row.put("use", "reserved");
      case PageRole.Offline _ -> row.put("use", "offline");
      case PageRole.Allocated _ -> row.put("use", "allocated");
      case PageRole.Unused _ -> row.put("use", "unused");
      case PageRole.Unknown unknown -> row.put("use", "unknown").put("fault", unknown.why());
    }
  }
}
