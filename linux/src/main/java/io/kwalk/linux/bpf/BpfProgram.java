package io.kwalk.linux.bpf;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.AddressRange;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.system.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A loaded program: a handle on a struct bpf_prog (include/linux/filter.h, since 5.17
 * include/linux/bpf.h). Each question reads a few words, and raises {@link MemoryFault} where they
 * are not in the dump.
 */
public record BpfProgram(Kernel kernel, long address) {
  /** More maps than the verifier lets a program use (MAX_USED_MAPS is 64). */
  private static final int MOST_MAPS = 1 << 10;

  /** More than BPF_COMPLEXITY_LIMIT_INSNS, grown by what the verifier put in. */
  private static final long MOST_INSTRUCTIONS = 1 << 22;

  /** BPF_MAX_SUBPROGS is 256. */
  private static final long MOST_FUNCTIONS = 1 << 12;

  private Layout layout() {
    return kernel.part(Layout.class, Layout::new);
  }

  private Memory memory() {
    return kernel.memory();
  }

  private long ofProgram(Field field) {
    return field.get(memory(), address);
  }

  private long ofAuxiliary(Field field) {
    return field.get(memory(), auxiliary());
  }

  /** Address of its struct bpf_prog_aux. */
  public long auxiliary() {
    return ofProgram(layout().auxiliary);
  }

  public long id() {
    return ofAuxiliary(layout().id);
  }

  /** "KPROBE", "CGROUP_SKB": the enum's constant without BPF_PROG_TYPE_. */
  public String type() {
    long type = ofProgram(layout().type);
    return BpfObjects.constant(kernel, "bpf_prog_type", "BPF_PROG_TYPE_", type);
  }

  /** A hash of its instructions, 16 digits. */
  public String tag() {
    Field tag = layout().tag;
    return HexFormat.of().formatHex(memory().read(tag.addressIn(address), 8));
  }

  public String name() {
    Field name = layout().name;
    return memory().cString(name.addressIn(auxiliary()), (int) Math.min(name.size(), 64));
  }

  /** IDs of the maps that its instructions name, in their order there. */
  public List<Long> mapIds() {
    return maps().stream().map(BpfMap::id).toList();
  }

  /** The maps that its instructions name. */
  public List<BpfMap> maps() {
    long count = Math.min(ofAuxiliary(layout().mapCount), MOST_MAPS);
    long table = ofAuxiliary(layout().maps);
    List<BpfMap> maps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      maps.add(new BpfMap(kernel, memory().u64(table + 8L * i)));
    }
    return maps;
  }

  /** Bytes of its instructions as the verifier left them. */
  public long translatedBytes() {
    return 8 * instructionCount();
  }

  private long instructionCount() {
    return ofProgram(layout().length);
  }

  /** Bytes of its machine code; 0 if it is interpreted. */
  public long machineCodeBytes() {
    return ofProgram(layout().machineCodeLength);
  }

  /** Bytes of memory that were allocated for it. */
  public long memoryBytes() {
    return ofProgram(layout().pages) * kernel.pageTables().pageSize();
  }

  /** Seconds since 1970 when it was loaded. */
  public long loadSeconds() {
    return Clock.of(kernel).bootSeconds() + ofAuxiliary(layout().loadTime) / 1_000_000_000;
  }

  public boolean isGplCompatible() {
    return ofProgram(layout().gplCompatible) != 0;
  }

  /** Who loaded it; empty if that is not known. */
  public OptionalLong userId() {
    long user = ofAuxiliary(layout().user);
    return user == 0
        ? OptionalLong.empty()
        : OptionalLong.of(layout().userId.get(memory(), user) & 0xffff_ffffL);
  }

  /**
   * Its instructions as the verifier left them. Costs a read of all.
   *
   * @throws MemoryFault if one of them cannot be read
   */
  public List<BpfInstruction> instructions() {
    long count = instructionCount();
    if (count < 0 || count > MOST_INSTRUCTIONS || 8 * count > memoryBytes()) {
      throw new MemoryFault(MemoryFault.Space.KERNEL, address, MemoryFault.Reason.DAMAGED);
    }
    byte[] bytes = memory().read(layout().instructions.addressIn(address), (int) (8 * count));
    return BpfInstruction.decode(bytes, memory().byteOrder());
  }

  /** Where its machine code lies, its own first, then that of its subprograms. */
  public List<Code> machineCode() {
    List<Code> pieces = new ArrayList<>();
    for (BpfProgram function : functions()) {
      function.ownCode().ifPresent(pieces::add);
    }
    if (pieces.isEmpty()) {
      ownCode().ifPresent(pieces::add);
    }
    return pieces;
  }

  /**
   * One function's machine code.
   *
   * @param name as /proc/kallsyms has it
   */
  public record Code(String name, AddressRange range) {}

  private Optional<Code> ownCode() {
    long start = ofProgram(layout().function);
    long length = machineCodeBytes();
    if (ofProgram(layout().machineCode) == 0 || length <= 0 || length > 64 * MOST_INSTRUCTIONS) {
      return Optional.empty();
    }
    return Optional.of(new Code(symbol(), new AddressRange(start, start + length)));
  }

  /** The name of its machine code in /proc/kallsyms. */
  public String symbol() {
    Field name = layout().symbol;
    return memory().cString(name.addressIn(auxiliary()), (int) Math.min(name.size(), 512));
  }

  /** Its functions, the main one first; empty if it has one only. */
  public List<BpfProgram> functions() {
    long count = ofAuxiliary(layout().functionCount);
    long table = ofAuxiliary(layout().functions);
    List<BpfProgram> functions = new ArrayList<>();
    for (int i = 0; i < count && count <= MOST_FUNCTIONS && table != 0; i++) {
      functions.add(new BpfProgram(kernel, memory().u64(table + 8L * i)));
    }
    return functions;
  }

  private static final class Layout {
    final Field auxiliary;
    final Field type;
    final Field tag;
    final Field length;
    final Field machineCode;
    final Field machineCodeLength;
    final Field function;
    final Field pages;
    final Field gplCompatible;
    final Field instructions;
    final Field id;
    final Field name;
    final Field symbol;
    final Field mapCount;
    final Field maps;
    final Field loadTime;
    final Field user;
    final Field userId;
    final Field functionCount;
    final Field functions;

    Layout(Kernel kernel) {
      auxiliary = kernel.field("bpf_prog", "aux");
      type = kernel.field("bpf_prog", "type");
      tag = kernel.field("bpf_prog", "tag");
      length = kernel.field("bpf_prog", "len");
      machineCode = kernel.field("bpf_prog", "jited");
      machineCodeLength = kernel.field("bpf_prog", "jited_len");
      function = kernel.field("bpf_prog", "bpf_func");
      pages = kernel.field("bpf_prog", "pages");
      gplCompatible = kernel.field("bpf_prog", "gpl_compatible");
      instructions = kernel.field("bpf_prog", "insnsi");
      id = kernel.field("bpf_prog_aux", "id");
      name = kernel.field("bpf_prog_aux", "name");
      symbol = kernel.field("bpf_prog_aux", "ksym.name");
      mapCount = kernel.field("bpf_prog_aux", "used_map_cnt");
      maps = kernel.field("bpf_prog_aux", "used_maps");
      loadTime = kernel.field("bpf_prog_aux", "load_time");
      user = kernel.field("bpf_prog_aux", "user");
      userId = kernel.field("user_struct", "uid.val");
      functionCount = kernel.field("bpf_prog_aux", "func_cnt");
      functions = kernel.field("bpf_prog_aux", "func");
    }
  }
}
