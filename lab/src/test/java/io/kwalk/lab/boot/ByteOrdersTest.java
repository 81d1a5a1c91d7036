package io.kwalk.lab.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.arch.arm64.Arm64Register;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.image.Machines;
import io.kwalk.core.stack.Registers;
import io.kwalk.lab.image.Bytes;
import io.kwalk.lab.image.ElfCoreWriter;
import io.kwalk.lab.image.NoteWriter;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.boot.KernelLayout;
import io.kwalk.linux.stack.ProcessorRegisters;
import io.kwalk.linux.system.SystemInfo;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A dump of four megabytes of an arm64 kernel of either byte order: what is found in the one is
 * found in the other, by the same code.
 */
class ByteOrdersTest {
  private static final long RAM = HandmadeArm64.RAM;
  private static final int RAM_BYTES = 4 << 20;
  private static final long IMAGE = HandmadeArm64.IMAGE;
  private static final long LINEAR = 0xffff_0000_0000_0000L;
  private static final int BANNER = 0x6000;
  private static final int VMCOREINFO = 0x7000;
  private static final int TOP = HandmadeArm64.TOP;

  private static final String DESCRIPTION = HandmadeArm64.vmcoreinfo("6.12.0-be");

  @TempDir Path folder;

  static Stream<ByteOrder> orders() {
    return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  }

  /** The image is mapped by one block of 2 MiB, all memory by two. */
  private static byte[] memory(ByteOrder order) {
    Bytes ram = new Bytes(order);
    ram.u64(RAM_BYTES - 8, 0x1122_3344_5566_7788L);
    HandmadeArm64.fill(ram, "6.12.0-be", "aarch64_be");
    ram.u64(TOP, RAM + TOP + 0x3000 | 3);
    ram.u64(TOP + 0x3000, RAM + TOP + 0x4000 | 3);
    ram.u64(TOP + 0x4000, RAM | 0x701);
    ram.u64(TOP + 0x4008, RAM + (2 << 20) | 0x701);
    ram.text(BANNER, "Linux version 6.12.0-be (a@b) (gcc) #1 SMP\n");
    ram.text(VMCOREINFO, DESCRIPTION);
    return ram.toArray();
  }

  private DumpImage open(ByteOrder order, boolean described) throws Exception {
    long[] registers = new long[Arm64Register.USER_COUNT];
    registers[Arm64Register.PC.ordinal()] = IMAGE + 0x1234;
    registers[Arm64Register.SP.ordinal()] = LINEAR + 0x8000;
    registers[Arm64Register.PSTATE.ordinal()] = 5;
    ElfCoreWriter writer =
        new ElfCoreWriter()
            .byteOrder(order)
            .machine(Machines.EM_AARCH64)
            .note(NoteWriter.prStatus(order, 0, 1, registers))
            .load(RAM, memory(order));
    if (described) {
      writer.note(NoteWriter.vmcoreinfo(DESCRIPTION));
    }
    return DumpImages.open(List.of(write(writer).toString()), ImageOptions.DEFAULT);
  }

  private Path write(ElfCoreWriter writer) throws IOException {
    return writer.write(folder.resolve("vmcore"));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void theKernelsMemoryNamesAndRegistersAreRead(ByteOrder order) throws Exception {
    try (Kernel kernel = Kernel.open(open(order, true))) {
      assertEquals("6.12.0-be", kernel.release());
      assertEquals(RAM + 0x1234, kernel.memory().physical(IMAGE + 0x1234));
      assertEquals(0x1122_3344_5566_7788L, kernel.memory().u64(LINEAR + RAM_BYTES - 8));
      assertEquals("aarch64_be", new SystemInfo(kernel).names().orElseThrow().machine());
      Registers registers = ProcessorRegisters.of(kernel).of(0).orElseThrow();
      assertEquals(IMAGE + 0x1234, registers.ip());
      assertEquals(LINEAR + 0x8000, registers.sp());
      assertEquals(false, registers.isUserMode());
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void theKernelIsFoundInMemoryAndByItsBanner(ByteOrder order) throws Exception {
    try (DumpImage image = open(order, false)) {
      for (KernelLayout layout :
          List.of(
              KernelLayout.find(image),
              KernelLayout.findInMemory(image),
              KernelLayout.findByBanner(image))) {
        assertEquals("6.12.0-be", layout.release());
        assertEquals(RAM + TOP, layout.rootTable());
        assertEquals(RAM - IMAGE, layout.imageOffset());
        assertEquals(0x1122_3344_5566_7788L, layout.memory().u64(LINEAR + RAM_BYTES - 8));
      }
    }
  }
}
