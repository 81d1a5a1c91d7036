package io.kwalk.linux.module;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.JoinedTypes;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.btf.BtfTypes;
import io.kwalk.core.debuginfo.btf.MalformedBtfException;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The types of loaded modules: the kernel keeps each one's BTF on the list {@code btf_modules}
 * (kernel/bpf/btf.c, Linux 5.11, CONFIG_DEBUG_INFO_BTF_MODULES), its type ids and strings already
 * relocated to vmlinux's.
 */
public final class ModuleTypes {
  /** The largest modules' BTF has some MiB. */
  private static final long LIMIT = 1 << 26;

  private final Kernel kernel;
  private final BtfTypes base;
  private final long list;
  private final Field btf;
  private final Field data;
  private final Field size;

  private ModuleTypes(Kernel kernel, BtfTypes base) {
    this.kernel = kernel;
    this.base = base;
    list = field("btf_module", "list").offset();
    btf = field("btf_module", "btf");
    data = field("btf", "data");
    size = field("btf", "data_size");
  }

  /** Of vmlinux alone: {@link Kernel#field} would ask the modules too, which are being read. */
  private Field field(String struct, String member) {
    return base.struct(struct)
        .flatMap(type -> type.field(member))
        .orElseThrow(() ->
            new UnknownNameException(UnknownNameException.Kind.MEMBER, struct + "." + member));
  }

  /**
   * The types of vmlinux and of every module whose BTF can be read; {@link Kernel#notes} says which
   * cannot.
   */
  public static Types join(Kernel kernel, Types image) {
    OptionalLong head = kernel.findAddress("btf_modules");
    if (!(image instanceof BtfTypes base) || head.isEmpty()) {
      return image;
    }
    List<Types> sources = new ArrayList<>();
    sources.add(image);
    try {
      new ModuleTypes(kernel, base).read(head.getAsLong(), sources);
    } catch (UnknownNameException changed) {
      kernel.note("no types of modules: " + changed.getMessage());
    }
    return new JoinedTypes(sources);
  }

  private void read(long head, List<Types> into) {
    ListWalk walk = ListHead.walk(kernel.memory(), head);
    walk.trouble().ifPresent(trouble -> kernel.note("types of modules: " + trouble));
    for (long node : walk.nodes()) {
      try {
        into.add(module(node - list));
      } catch (MemoryFault | MalformedBtfException failure) {
        kernel.note("types of a module: BTF: " + failure.getMessage());
      }
    }
  }

  private Types module(long module) throws MalformedBtfException {
    long at = btf.get(kernel.memory(), module);
    long length = size.get(kernel.memory(), at);
    if (length <= 0 || length > LIMIT) {
      throw new MalformedBtfException(0, "BTF of " + length + " bytes");
    }
    byte[] bytes = kernel.memory().read(data.get(kernel.memory(), at), (int) length);
    return BtfTypes.readSplit(base, bytes);
  }
}
