package io.kwalk.shell.kmem;

import io.kwalk.core.memory.Lazy;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.slab.ObjectGroups;
import io.kwalk.linux.slab.ObjectUser;
import io.kwalk.linux.slab.ObjectUsers;
import io.kwalk.linux.slab.Sheaf;
import io.kwalk.linux.slab.Slab;
import io.kwalk.linux.slab.SlabCache;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.Optional;

/** What is said of one slab object: a row of it, and who allocated or freed it. */
final class ObjectRows {
  private final Kernel kernel;
  private final Lazy<Optional<ObjectGroups>> groups;

  ObjectRows(Kernel kernel) {
    this.kernel = kernel;
    groups = Lazy.of(() -> groups(kernel));
  }

  private static Optional<ObjectGroups> groups(Kernel kernel) {
    try {
      return Optional.of(ObjectGroups.of(kernel));
    } catch (UnknownNameException | MemoryFault _) {
      return Optional.empty();
    }
  }

  /**
   * A row.
   *
   * @param list where the slab was found, "" if by its struct page
   * @param owner the processor or node whose list that is, -1 for none
   */
  JsonObject row(Slab slab, int i, String list, int owner) {
    JsonObject row = start(slab.cache()).putAddress("slab", slab.address());
    if (!list.isEmpty()) {
      row.put("list", list).put("owner", owner);
    }
    row.put("node", slab.node())
        .putAddress("object", slab.object(i))
        .put("size", slab.cache().objectSize())
        .put("state", Text.lower(slab.state(i)));
    putUsers(row, slab, i);
    return row;
  }

  /** The row of an object in a sheaf. */
  JsonObject row(SlabCache cache, Sheaf sheaf, long object) {
    return start(cache)
        .putAddress("sheaf", sheaf.address())
        .put("list", sheaf.place())
        .put("owner", sheaf.owner())
        .putAddress("object", object)
        .put("size", cache.objectSize())
        .put("state", Text.lower(sheaf.state()));
  }

  private static JsonObject start(SlabCache cache) {
    return new JsonObject().put("cache", cache.name()).putAddress("kmem_cache", cache.address());
  }

  /**
   * Which group pays for the object, who allocated and who freed it, where the kernel keeps that.
   */
  void putUsers(JsonObject row, Slab slab, int i) {
    if (slab.state(i).isAllocated()) {
      groups.get().flatMap(known -> known.path(slab, i)).ifPresent(path -> row.put("memcg", path));
    }
    if (slab.cache().checks().storeUser()) {
      ObjectUsers users = ObjectUsers.of(kernel);
      long object = slab.object(i);
      put(row, "allocated_by", users.allocation(slab.cache(), object));
      put(row, "freed_by", users.release(slab.cache(), object));
    }
  }

  private void put(JsonObject row, String name, Optional<ObjectUser> user) {
    if (user.isEmpty()) {
      row.putNull(name);
      return;
    }
    row.put(
        name,
        new JsonObject()
            .putAddress("caller", user.get().caller())
            .put("function", function(user.get().caller()))
            .put("cpu", user.get().cpu())
            .put("pid", user.get().pid())
            .put("jiffies", user.get().jiffies()));
  }

  private String function(long address) {
    return kernel.symbols().at(address).map(symbol -> symbol.name()).orElse("");
  }

  /** Who allocated an object that is allocated, or freed one that is free; "" if nobody knows. */
  String user(Slab slab, int i) {
    if (!slab.cache().checks().storeUser()) {
      return "";
    }
    try {
      ObjectUsers users = ObjectUsers.of(kernel);
      boolean allocated = slab.state(i).isAllocated();
      Optional<ObjectUser> user =
          allocated
              ? users.allocation(slab.cache(), slab.object(i))
              : users.release(slab.cache(), slab.object(i));
      return user.map(who -> (allocated ? "  allocated by " : "  freed by ") + text(who))
          .orElse("");
    } catch (UnknownNameException _) {
      return "";
    }
  }

  private String text(ObjectUser user) {
    String name = Text.escape(function(user.caller()));
    return (name.isEmpty() ? Long.toHexString(user.caller()) : name)
        + " cpu "
        + user.cpu()
        + " pid "
        + user.pid()
        + " jiffies "
        + Long.toUnsignedString(user.jiffies());
  }
}
