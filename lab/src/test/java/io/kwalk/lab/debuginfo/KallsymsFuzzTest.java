package io.kwalk.lab.debuginfo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.kallsyms.Kallsyms;
import io.kwalk.core.debuginfo.kallsyms.KallsymsFinder;
import io.kwalk.core.debuginfo.kallsyms.KallsymsTables;
import io.kwalk.core.debuginfo.kallsyms.MalformedKallsymsException;
import io.kwalk.core.debuginfo.kallsyms.ModuleKallsyms;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.lab.debuginfo.KallsymsWriter.Layout;
import io.kwalk.lab.memory.BytesMemory;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Whatever the bytes, reading ends with symbols, none, or the exceptions that it states. */
final class KallsymsFuzzTest {
  private static final long TABLES = 0xffff_ffff_8200_0000L;

  /** Tables that are right, of each layout: made once, as writing them takes longest. */
  private static final List<Tables> RIGHT =
      Arrays.stream(Layout.values()).map(KallsymsFuzzTest::tables).toList();

  private record Tables(byte[] bytes, KallsymsTables addresses) {}

  private static Tables tables(Layout layout) {
    KallsymsWriter writer = new KallsymsWriter(layout, TABLES);
    for (int i = 0; i < 600; i++) {
      writer.add("function" + i, 't', 0xffff_ffff_8100_0000L + 16L * i);
    }
    return new Tables(writer.bytes(), writer.tables());
  }

  /** The first byte chooses the layout. */
  @FuzzTest
  void readsAnything(byte[] changes) {
    int layout = changes.length == 0 ? 0 : changes[0] & 0xff;
    readsTables(RIGHT.get(layout % RIGHT.size()), changes);
    readsModules(changes);
  }

  private static void readsTables(Tables right, byte[] changes) {
    byte[] bytes = right.bytes.clone();
    damage(bytes, changes);
    BytesMemory memory = new BytesMemory(TABLES, bytes, ByteOrder.LITTLE_ENDIAN);
    KallsymsFinder.find(memory, TABLES, TABLES + bytes.length);
    try {
      use(Kallsyms.read(memory, right.addresses));
    } catch (MalformedKallsymsException | MemoryFault expected) {
      // That is what it says of them.
    }
  }

  /** Three bytes say where and a fourth what. */
  private static void damage(byte[] bytes, byte[] changes) {
    for (int i = 1; i + 4 <= changes.length; i += 4) {
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
