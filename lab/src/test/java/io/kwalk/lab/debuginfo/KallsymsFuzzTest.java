package io.kwalk.lab.debuginfo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.kallsyms.Kallsyms;
import io.kwalk.core.debuginfo.kallsyms.KallsymsFinder;
import io.kwalk.core.debuginfo.kallsyms.MalformedKallsymsException;
import io.kwalk.core.debuginfo.kallsyms.ModuleKallsyms;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.lab.debuginfo.KallsymsWriter.Layout;
import io.kwalk.lab.memory.BytesMemory;
import java.nio.ByteOrder;

/** Whatever the bytes, reading ends with symbols, none, or the exceptions that it states. */
final class KallsymsFuzzTest {
  private static final long TABLES = 0xffff_ffff_8200_0000L;

  @FuzzTest
  void readsAnything(byte[] changes) {
    for (Layout layout : Layout.values()) {
      readsTables(layout, changes);
    }
    readsModules(changes);
  }

  private static void readsTables(Layout layout, byte[] changes) {
    KallsymsWriter writer = new KallsymsWriter(layout, TABLES);
    for (int i = 0; i < 600; i++) {
      writer.add("function" + i, 't', 0xffff_ffff_8100_0000L + 16L * i);
    }
    byte[] bytes = writer.bytes();
    damage(bytes, changes);
    BytesMemory memory = new BytesMemory(TABLES, bytes, ByteOrder.LITTLE_ENDIAN);
    KallsymsFinder.find(memory, TABLES, TABLES + bytes.length);
    try {
      use(Kallsyms.read(memory, writer.tables()));
    } catch (MalformedKallsymsException | MemoryFault expected) {
      // That is what it says of them.
    }
  }

  /** Three bytes say where and a fourth what. */
  private static void damage(byte[] bytes, byte[] changes) {
    for (int i = 0; i + 4 <= changes.length; i += 4) {
      int at = (changes[i] & 0xff) << 16 | (changes[i + 1] & 0xff) << 8 | changes[i + 2] & 0xff;
      bytes[at % bytes.length] = changes[i + 3];
    }
  }

  private static void use(Kallsyms kallsyms) {
    kallsyms.find("function77");
    kallsyms.findAll("function599");
    kallsyms.at(0xffff_ffff_8100_0123L);
    kallsyms.next(0xffff_ffff_8100_0123L);
    kallsyms.all().limit(2000).forEach(symbol -> symbol.displayName());
  }

  private static void readsModules(byte[] bytes) {
    BytesMemory memory = new BytesMemory(TABLES, bytes, ByteOrder.LITTLE_ENDIAN);
    ModuleKallsyms.read(memory, TABLES, bytes.length / 24, TABLES, 0, "module");
    ModuleKallsyms.read(memory, TABLES, Long.MAX_VALUE, TABLES + 8, TABLES, "module");
  }
}
