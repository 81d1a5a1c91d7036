package io.kwalk.linux.stack;

import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.ElfNotes;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.stack.Registers;
import io.kwalk.linux.Kernel;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registers that each processor had when the kernel or a hypervisor stopped it: NT_PRSTATUS notes, first those that the
 * kernel keeps per processor (crash_notes), which say whose they are, then those of the dump, taken in order.
 */
public final class ProcessorRegisters {
  /** In struct elf_prstatus of x86-64 (include/linux/elfcore.h), where pr_reg starts. */
  private static final int PR_REG = 112;

  /** note_buf_t is one note of a struct elf_prstatus and an empty note. */
  private static final int NOTE_BYTES = 512;

  private final Kernel kernel;
  private final Map<Integer, Registers> byCpu = new HashMap<>();

  private ProcessorRegisters(Kernel kernel) {
    this.kernel = kernel;
    fromCrashNotes();
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
      List<ElfNote> notes = ElfNotes.parse(bytes, kernel.memory().byteOrder());
      notes.stream().findFirst().flatMap(this::registers).ifPresent(r -> byCpu.put(cpu, r));
    } catch (MemoryFault _) {
      // This processor's registers are lost, the others' may not be.
    }
  }

  private void fromDump() {
    List<ElfNote> notes =
        kernel.image().notes().stream()
            .filter(note -> note.type() == ElfNote.NT_PRSTATUS && note.name().equals("CORE"))
            .toList();
    int[] online = kernel.perCpu().online().toArray();
    for (int i = 0; i < Math.min(notes.size(), online.length); i++) {
      int cpu = online[i];
      registers(notes.get(i)).ifPresent(r -> byCpu.put(cpu, r));
    }
  }

  /** pr_reg has the order of struct pt_regs, and segment bases behind. */
  private Optional<Registers> registers(ElfNote note) {
    byte[] descriptor = note.descriptor();
    if (note.type() != ElfNote.NT_PRSTATUS || descriptor.length < PR_REG + Registers.BYTES) {
      return Optional.empty();
    }
    ByteOrder order = kernel.memory().byteOrder();
    long[] words = new long[Registers.BYTES / 8];
    for (int i = 0; i < words.length; i++) {
      words[i] = ByteArrays.u64(descriptor, PR_REG + 8 * i, order);
    }
    Registers registers = Registers.of(words);
    return registers.ip() == 0 ? Optional.empty() : Optional.of(registers);
  }
}
