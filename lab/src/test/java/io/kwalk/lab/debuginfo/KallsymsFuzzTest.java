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

/**
 * Whatever the bytes, reading ends with symbols, none, or the exceptions that it states. Tables
 * that are right are damaged: of the bytes that the search makes the first names the layout, and
 * each four behind it a place (3) and what to write there.
 */
final class KallsymsFuzzTest {
  private static final long TABLES = 0xffff_ffff_8200_0000L;
  private static final long TEXT = 0xffff_ffff_8100_0000L;

  /** One block of names and some of a second, as small as tables with two markers can be. */
  private static final int FEW = 264;

  /** What the finder takes for a kernel's. */
  private static final int ENOUGH = 2100;

  /** Tables that are right, of each layout: made once, as writing them takes longest. */
  private static final List<Tables> SMALL = ofEachLayout(FEW);

  private static final List<Tables> LARGE = ofEachLayout(ENOUGH);

  private record Tables(byte[] bytes, KallsymsTables addresses) {
    BytesMemory damaged(byte[] changes) {
      byte[] copy = bytes.clone();
      damage(copy, changes);
      return new BytesMemory(TABLES, copy, ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static List<Tables> ofEachLayout(int symbols) {
    return Arrays.stream(Layout.values()).map(layout -> tables(layout, symbols)).toList();
  }

  private static Tables tables(Layout layout, int symbols) {
    KallsymsWriter writer = new KallsymsWriter(layout, TABLES);
    writer.add("_text", 'T', TEXT);
    for (int i = 1; i < symbols; i++) {
      writer.add("f" + i, 't', TEXT + 16L * i);
    }
    return new Tables(writer.bytes(), writer.tables());
  }

  private static Tables chosen(List<Tables> tables, byte[] changes) {
    return tables.get(changes.length == 0 ? 0 : (changes[0] & 0xff) % tables.size());
  }

  @FuzzTest
  void readsAnything(byte[] changes) {
    Tables right = chosen(SMALL, changes);
    try {
      use(Kallsyms.read(right.damaged(changes), right.addresses));
    } catch (MalformedKallsymsException | MemoryFault expected) {
      // That is what it says of them.
    }
  }

  @FuzzTest
  void findsTheTablesOrNone(byte[] changes) {
    Tables right = chosen(LARGE, changes);
    KallsymsFinder.find(right.damaged(changes), TABLES, TABLES + right.bytes.length);
  }

  @FuzzTest
  void readsSymbolsOfModules(byte[] bytes) {
    BytesMemory memory = new BytesMemory(TABLES, bytes, ByteOrder.LITTLE_ENDIAN);
    ModuleKallsyms.read(memory, TABLES, bytes.length / 24, TABLES, 0, "module");
    ModuleKallsyms.read(memory, TABLES, Long.MAX_VALUE, TABLES + 8, TABLES, "module");
  }

  private static void damage(byte[] bytes, byte[] changes) {
    for (int i = 1; i + 4 <= changes.length; i += 4) {
      int at = (changes[i] & 0xff) << 16 | (changes[i + 1] & 0xff) << 8 | changes[i + 2] & 0xff;
      bytes[at % bytes.length] = changes[i + 3];
    }
  }

  private static void use(Kallsyms kallsyms) {
    kallsyms.find("f77");
    kallsyms.findAll("f263");
    kallsyms.at(TEXT + 0x123);
    kallsyms.next(TEXT + 0x123);
    kallsyms.all().forEach(symbol -> symbol.displayName());
  }
}
