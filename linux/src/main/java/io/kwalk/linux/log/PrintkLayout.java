package io.kwalk.linux.log;

import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import java.util.OptionalLong;

/**
 * Where the members of printk's structures lie (kernel/printk/printk_ringbuffer.h, since 5.10). The
 * kernel writes all of it into vmcoreinfo, so that a log can be read without type information;
 * types are asked where vmcoreinfo is silent.
 */
final class PrintkLayout {
  /** Type information, for what vmcoreinfo does not say. */
  interface Types {
    long offset(String struct, String member);

    long size(String struct);
  }

  private final Memory memory;
  private final Vmcoreinfo info;
  private final Types types;
  final long descRing;
  final long textRing;
  final long countBits;
  final long descs;
  final long infos;
  final long headId;
  final long tailId;
  final long descSize;
  final long stateVar;
  final long blockPosition;
  final long begin;
  final long next;
  final long sizeBits;
  final long data;
  final long infoSize;
  final long sequence;
  final long nanoseconds;
  final long textLength;
  final long callerId;
  final long deviceInfo;
  final long subsystem;
  final long device;
  final int subsystemLength;
  final int deviceLength;

  /**
   * Resolves all of it.
   *
   * @throws io.kwalk.core.object.UnknownNameException if neither source knows one
   */
  PrintkLayout(Memory memory, Vmcoreinfo info, Types types) {
    this.memory = memory;
    this.info = info;
    this.types = types;
    descRing = offset("printk_ringbuffer", "desc_ring");
    textRing = offset("printk_ringbuffer", "text_data_ring");
    countBits = offset("prb_desc_ring", "count_bits");
    descs = offset("prb_desc_ring", "descs");
    infos = offset("prb_desc_ring", "infos");
    headId = offset("prb_desc_ring", "head_id");
    tailId = offset("prb_desc_ring", "tail_id");
    descSize = size("prb_desc");
    stateVar = offset("prb_desc", "state_var");
    blockPosition = offset("prb_desc", "text_blk_lpos");
    begin = offset("prb_data_blk_lpos", "begin");
    next = offset("prb_data_blk_lpos", "next");
    sizeBits = offset("prb_data_ring", "size_bits");
    data = offset("prb_data_ring", "data");
    infoSize = size("printk_info");
    sequence = offset("printk_info", "seq");
    nanoseconds = offset("printk_info", "ts_nsec");
    textLength = offset("printk_info", "text_len");
    callerId = offset("printk_info", "caller_id");
    deviceInfo = offset("printk_info", "dev_info");
    subsystem = offset("dev_printk_info", "subsystem");
    device = offset("dev_printk_info", "device");
    subsystemLength = length("subsystem", 16);
    deviceLength = length("device", 48);
  }

  static PrintkLayout of(Kernel kernel) {
    return new PrintkLayout(kernel.memory(), kernel.vmcoreinfo(), new KernelTypes(kernel));
  }

  Memory memory() {
    return memory;
  }

  private long offset(String struct, String member) {
    OptionalLong known = info.offset(struct + "." + member);
    return known.isPresent() ? known.getAsLong() : types.offset(struct, member);
  }

  private long size(String struct) {
    OptionalLong known = info.size(struct);
    return known.isPresent() ? known.getAsLong() : types.size(struct);
  }

  private int length(String member, int otherwise) {
    return Math.clamp(info.length("dev_printk_info." + member).orElse(otherwise), 1, 256);
  }

  private record KernelTypes(Kernel kernel) implements Types {
    @Override
    public long offset(String struct, String member) {
      return kernel.field(struct, member).offset();
    }

    @Override
    public long size(String struct) {
      return kernel.struct(struct).size();
    }
  }
}
