package io.kwalk.linux.bpf;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.linux.Kernel;
import java.util.Optional;

/**
 * What holds a program at the place where it runs: a handle on a struct bpf_link
 * (include/linux/bpf.h, since 5.7).
 */
public record BpfLink(Kernel kernel, long address) {
  private long get(String member) {
    return kernel.field("bpf_link", member).get(kernel.memory(), address);
  }

  public long id() {
    return get("id");
  }

  /** "TRACING", "CGROUP": the enum's constant without BPF_LINK_TYPE_; empty before 5.8. */
  public Optional<String> type() {
    Optional<Field> type = kernel.findField("bpf_link", "type");
    return type.map(field ->
        BpfObjects.constant(
            kernel, "bpf_link_type", "BPF_LINK_TYPE_", field.get(kernel.memory(), address)));
  }

  /** Its program; empty once it was replaced by none. */
  public Optional<BpfProgram> program() {
    long program = get("prog");
    return program == 0 ? Optional.empty() : Optional.of(new BpfProgram(kernel, program));
  }

  /** Address of its struct bpf_link_ops, whose symbol names the subsystem. */
  public long operations() {
    return get("ops");
  }
}
