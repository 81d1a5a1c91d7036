package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.kallsyms.Kallsyms;
import io.kwalk.core.debuginfo.kallsyms.KallsymsFinder;
import io.kwalk.core.debuginfo.kallsyms.KallsymsTables;
import io.kwalk.core.debuginfo.kallsyms.MalformedKallsymsException;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.lab.debuginfo.KallsymsWriter.Layout;
import io.kwalk.lab.memory.BytesMemory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KallsymsTest {
  private static final long TABLES = 0xffff_ffff_8200_0000L;
  private static final long TEXT = 0xffff_ffff_8100_0000L;
  private static final int FUNCTIONS = 3000;

  /** Three thousand functions, some aliases, a long name, what closes the image. */
  private static KallsymsWriter kernel(Layout layout) {
    KallsymsWriter writer = new KallsymsWriter(layout, TABLES);
    if (layout == Layout.LINUX_5_10 || layout == Layout.LINUX_6_1 || layout == Layout.LINUX_6_4) {
      writer.add("fixed_percpu_data", 'A', 0).add("runqueues", 'D', 0x2ab80);
    }
    writer.add("_stext", 'T', TEXT).add("_text", 'T', TEXT).add("startup_64", 'T', TEXT);
    for (int i = 1; i < FUNCTIONS; i++) {
      writer.add("__x64_sys_function_read" + i, i % 2 == 0 ? 'T' : 't', TEXT + 0x100L * i);
    }
    writer.add("long_" + "x".repeat(300), 'T', TEXT + 0x100L * FUNCTIONS);
    return writer.add("_end", 'B', TEXT + 0x100L * FUNCTIONS + 0x100);
  }

  private static Kallsyms read(KallsymsWriter writer) throws MalformedKallsymsException {
    BytesMemory memory = writer.memory();
    return Kallsyms.read(memory, writer.tables());
  }

  @ParameterizedTest
  @EnumSource
  void findsSymbolsByName(Layout layout) throws Exception {
    Kallsyms kallsyms = read(kernel(layout));
    for (int i = 1; i < FUNCTIONS; i += 7) {
      Symbol symbol = kallsyms.find("__x64_sys_function_read" + i).orElseThrow();
      assertEquals(TEXT + 0x100L * i, symbol.address());
      assertEquals(i % 2 == 0 ? 'T' : 't', symbol.type());
    }
    assertEquals(Optional.empty(), kallsyms.find("__x64_sys_function_read"));
    assertEquals(Optional.empty(), kallsyms.find(""));
    assertTrue(kallsyms.find("long_" + "x".repeat(300)).isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void findsSymbolsByAddress(Layout layout) throws Exception {
    Kallsyms kallsyms = read(kernel(layout));
    long address = TEXT + 0x100L * 257;
    assertEquals("__x64_sys_function_read257", kallsyms.at(address + 0xff).orElseThrow().name());
    assertEquals("__x64_sys_function_read258", kallsyms.next(address).orElseThrow().name());
    assertEquals(Optional.empty(), kallsyms.at(TEXT - 1));
    assertEquals(Optional.empty(), kallsyms.at(TEXT + 0x100L * (FUNCTIONS + 1)));
    assertEquals(Optional.empty(), kallsyms.at(0x2ab80));
  }

  @ParameterizedTest
  @EnumSource
  void ofAliasesTheLastByNameIsShown(Layout layout) throws Exception {
    assertEquals("startup_64", read(kernel(layout)).at(TEXT + 1).orElseThrow().name());
  }

  @ParameterizedTest
  @EnumSource
  void listsAllInOrder(Layout layout) throws Exception {
    Kallsyms kallsyms = read(kernel(layout));
    List<Symbol> all = kallsyms.all().toList();
    assertEquals(kallsyms.size(), all.size());
    assertEquals("_end", all.getLast().name());
    for (int i = 1; i < all.size(); i++) {
      assertTrue(Long.compareUnsigned(all.get(i - 1).address(), all.get(i).address()) <= 0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LINUX_5_10", "LINUX_6_1", "LINUX_6_4"})
  void perCpuSymbolsHaveTheirOffset(Layout layout) throws Exception {
    assertEquals(0x2ab80, read(kernel(layout)).find("runqueues").orElseThrow().address());
  }

  @ParameterizedTest
  @EnumSource
  void tablesAreFoundByTheirContent(Layout layout) {
    KallsymsWriter writer = kernel(layout);
    byte[] tables = writer.bytes();
    byte[] image = new byte[0x40000 + tables.length];
    System.arraycopy(tables, 0, image, 0x20000, tables.length);
    BytesMemory memory = new BytesMemory(TABLES - 0x20000, image, java.nio.ByteOrder.LITTLE_ENDIAN);
    Optional<KallsymsTables> found =
        KallsymsFinder.find(memory, TABLES - 0x20000, TABLES - 0x20000 + image.length);
    assertEquals(Optional.of(writer.tables()), found);
  }

  @Test
  void nothingIsFoundWhereNothingIs() {
    BytesMemory memory =
        new BytesMemory(TABLES, new byte[0x30000], java.nio.ByteOrder.LITTLE_ENDIAN);
    assertEquals(Optional.empty(), KallsymsFinder.find(memory, TABLES, TABLES + 0x30000));
  }

  @Test
  void equalNamesAreAllFound() throws Exception {
    KallsymsWriter writer =
        new KallsymsWriter(Layout.LINUX_6_4, TABLES)
            .add("_stext", 'T', TEXT)
            .add("t_start", 't', TEXT + 16)
            .add("other", 't', TEXT + 32)
            .add("t_start", 't', TEXT + 48)
            .add("_end", 'B', TEXT + 64);
    List<Symbol> found = read(writer).findAll("t_start");
    assertEquals(List.of(TEXT + 16, TEXT + 48), found.stream().map(Symbol::address).toList());
  }

  @ParameterizedTest
  @EnumSource
  void aMissingPageOfNamesCostsItsNames(Layout layout) throws Exception {
    KallsymsWriter writer = kernel(layout);
    BytesMemory memory = writer.memory();
    memory.without(writer.tables().names() + 0x2000);
    Kallsyms kallsyms = Kallsyms.read(memory, writer.tables());
    long known = kallsyms.all().count();
    assertTrue(known < FUNCTIONS && known > FUNCTIONS / 2, known + " symbols");
    assertTrue(kallsyms.find("__x64_sys_function_read1").isPresent());
    assertTrue(kallsyms.find("_end").isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedCountIsFoundByTheOtherTables(Layout layout) throws Exception {
    KallsymsWriter writer = kernel(layout);
    int size = read(writer).size();
    for (int[] damage : List.of(new int[] {0xff, 0xff, 0xff, 0x7f}, new int[4])) {
      BytesMemory memory = writer.memory();
      memory.put(writer.tables().symbolCount(), damage);
      Kallsyms kallsyms = Kallsyms.read(memory, writer.tables());
      assertEquals(size, kallsyms.size());
      assertEquals("_end", kallsyms.all().toList().getLast().name());
      assertEquals(1, kallsyms.damage().size());
    }
    assertEquals(List.of(), read(writer).damage());
  }

  @Test
  void absurdCountsAreRefusedWhereNothingTells() {
    KallsymsWriter writer = kernel(Layout.LINUX_7_3);
    BytesMemory memory = writer.memory();
    memory.put(writer.tables().symbolCount(), 0xff, 0xff, 0xff, 0x7f);
    memory.put(writer.tables().tokenTable() - 8, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThrows(MalformedKallsymsException.class, () -> Kallsyms.read(memory, writer.tables()));
  }

  @ParameterizedTest
  @EnumSource(names = {"LINUX_5_10", "LINUX_6_1", "LINUX_6_4"})
  void aDamagedBaseIsFoundByTheStartOfTheText(Layout layout) throws Exception {
    KallsymsWriter writer = kernel(layout);
    BytesMemory memory = writer.memory();
    memory.put(writer.tables().relativeBase(), 1, 2, 3, 4, 5, 6, 7, 8);
    Kallsyms kallsyms = Kallsyms.read(memory, writer.tables(), OptionalLong.of(TEXT));
    assertEquals(TEXT + 0x700, kallsyms.find("__x64_sys_function_read7").orElseThrow().address());
    assertEquals(1, kallsyms.damage().size());
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedTokenIndexIsMadeAnewFromTheTokens(Layout layout) throws Exception {
    KallsymsWriter writer = kernel(layout);
    BytesMemory memory = writer.memory();
    memory.put(writer.tables().tokenIndex() + 200, 0xff, 0xff, 0, 0);
    Kallsyms kallsyms = Kallsyms.read(memory, writer.tables());
    assertEquals(read(writer).all().toList(), kallsyms.all().toList());
  }

  @Test
  void aTableThatIsNotThereIsAFault() {
    KallsymsWriter writer = kernel(Layout.LINUX_6_4);
    BytesMemory memory = writer.memory();
    memory.without(writer.tables().tokenTable());
    assertThrows(MemoryFault.class, () -> Kallsyms.read(memory, writer.tables()));
  }

  @Test
  void vmcoreinfoNamesTheTables() {
    Optional<KallsymsTables> tables =
        KallsymsTables.fromVmcoreinfo(name ->
            name.equals("kallsyms_relative_base") || name.equals("kallsyms_addresses")
                ? OptionalLong.empty()
                : OptionalLong.of(name.length()));
    assertEquals(KallsymsTables.Encoding.PLACE_RELATIVE, tables.orElseThrow().encoding());
    assertEquals(Optional.empty(), KallsymsTables.fromVmcoreinfo(_ -> OptionalLong.empty()));
  }
}
