package io.kwalk.linux.stack;

import io.kwalk.core.arch.RegisterLayout;
import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.ElfNotes;
import io.kwalk.core.image.PrStatus;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registers that each processor had when the kernel or a hypervisor stopped it: NT_PRSTATUS
 * notes, first those that the kernel keeps per processor (crash_notes), which say whose they are,
 * then those of the dump, taken in order.
 */
public final class ProcessorRegisters {
  /** note_buf_t is one note of a struct elf_prstatus and an empty note. */
  private static final int NOTE_BYTES = 512;

  private final Kernel kernel;
  private final Map<Integer, Registers> byCpu = new HashMap<>();
  private boolean readable;
  private final boolean stopped;

  private ProcessorRegisters(Kernel kernel) {
    this.kernel = kernel;
    fromCrashNotes();
    stopped = readable && byCpu.isEmpty();
    if (byCpu.isEmpty()) {
      fromDump();
    }
  }

  public static ProcessorRegisters of(Kernel kernel) {
    return kernel.part(ProcessorRegisters.class, ProcessorRegisters::new);
  }

  /** Those of {@code cpu}, if they were saved. */
  public Optional<Registers> of(int cpu) {
    return Optional.ofNullable(byCpu.get(cpu));
  }

  /**
   * Whether the kernel saved none itself: then whoever wrote the dump stopped the processors, and
   * these are the registers that they had at that moment.
   */
  public boolean areOfTheDump() {
    return stopped;
  }

  /**
   * Whether others' were saved and not those of {@code cpu}: it did not answer the NMI that stops
   * processors, or its note was lost.
   */
  public boolean isUnanswered(int cpu) {
    return !byCpu.isEmpty() && !byCpu.containsKey(cpu);
  }

  private void fromCrashNotes() {
    try {
      long notes = kernel.word("crash_notes");
      kernel.perCpu().online().forEach(cpu -> readNote(cpu, notes + kernel.perCpu().offset(cpu)));
    } catch (MemoryFault | UnknownNameException _) {
      // The dump's own notes may still be there.
    }
  }

  private void readNote(int cpu, long address) {
    try {
      byte[] bytes = kernel.memory().read(address, NOTE_BYTES);
      readable = true;
      for (ElfNote note : ElfNotes.parse(bytes, address, kernel.memory().byteOrder())) {
        PrStatus.parse(note, kernel.memory().byteOrder()).ifPresent(status -> put(cpu, status));
      }
    } catch (MemoryFault _) {
      // This processor's registers are lost, the others' may not be.
    }
  }

  private void fromDump() {
    List<PrStatus> notes = PrStatus.all(kernel.image());
    int[] online = kernel.perCpu().online().toArray();
    for (int i = 0; i < Math.min(notes.size(), online.length); i++) {
      put(online[i], notes.get(i));
    }
  }

  /** pr_reg begins with what struct pt_regs begins with. */
  private void put(int cpu, PrStatus status) {
    RegisterLayout layout = kernel.architecture().registers();
    if (status.count() <= Math.max(layout.status().ordinal(), layout.sp().ordinal())) {
      return;
    }
    long[] words = new long[Math.min(status.count(), layout.count())];
    for (int i = 0; i < words.length; i++) {
      words[i] = status.register(i);
    }
    Registers registers = Registers.of(layout, words);
    // A call of a null pointer leaves ip 0.
    if (registers.ip() != 0 || registers.sp() != 0) {
      byCpu.put(cpu, registers);
    }
  }
}
