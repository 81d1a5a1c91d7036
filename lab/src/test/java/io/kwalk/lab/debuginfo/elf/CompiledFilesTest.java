package io.kwalk.lab.debuginfo.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.dwarf.AttributeValue;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwAt;
import io.kwalk.core.debuginfo.dwarf.DwTag;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.Unit;
import io.kwalk.core.debuginfo.elf.ElfFile;
import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.lab.dumps.RealDumps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that gcc, llvm-dwp and dwz made: lab/src/test/resources has their sources and how. */
class CompiledFilesTest {
  private static final int DW_OP_addr = 3;

  private static Path file(String name) {
    return RealDumps.repository()
        .resolve("lab/src/test/resources/io/kwalk/lab/debuginfo/elf")
        .resolve(name);
  }

  private static DebugFile debugFile(Path path) throws IOException {
    return new DebugFile(ElfFile.open(path), null, 0);
  }

  private static Optional<Die> child(Unit unit, int tag, String name) {
    for (Die die : unit.root().children()) {
      boolean declared = die.flag(DwAt.DW_AT_declaration);
      if (die.tag() == tag && !declared && die.name().equals(Optional.of(name))) {
        return Optional.of(die);
      }
    }
    return Optional.empty();
  }

  private static Die child(DwarfFile file, int tag, String name) {
    return file.units().stream()
        .flatMap(unit -> child(unit.full(), tag, name).stream())
        .findFirst()
        .orElseThrow();
  }

  private static AttributeValue value(Die die, int name) {
    AttributeValue value = die.attribute(name);
    if (value == null) {
      throw new AssertionError(die + " has no attribute " + name);
    }
    return value;
  }

  private static long symbol(DebugFile file, String name) {
    return file.symbols().orElseThrow().find(name).map(Symbol::address).orElseThrow();
  }

  @Test
  void placesARelocatableFile() throws IOException {
    long text = 0xffff_ffff_c040_0000L;
    long data = 0xffff_ffff_c050_0000L;
    ElfFile elf = ElfFile.open(file("relocatable.o"));
    DebugFile module = new DebugFile(elf.relocatedTo(Map.of(".text", text, ".data", data)), "m", 0);
    DwarfFile dwarf = module.dwarf().orElseThrow();
    Die function = child(dwarf, DwTag.DW_TAG_subprogram, "first_function");
    assertEquals(text, value(function, DwAt.DW_AT_low_pc).address());
    Die variable = child(dwarf, DwTag.DW_TAG_variable, "first_shared");
    SectionReader location = value(variable, DwAt.DW_AT_location).block();
    assertEquals(DW_OP_addr, location.u8());
    assertEquals(data, location.u64());
    assertEquals(data, symbol(module, "first_shared"));
    assertEquals("m", module.symbols().orElseThrow().at(text + 1).orElseThrow().module());
  }

  @ParameterizedTest
  @ValueSource(strings = {"split4", "split5"})
  void findsSplitUnitsBesideTheFile(String name) throws IOException {
    checkSplit(file(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"split4", "split5"})
  void findsSplitUnitsInAPackage(String name, @TempDir Path folder) throws IOException {
    Path file = Files.copy(file(name), folder.resolve(name));
    Files.copy(file(name + ".dwp"), folder.resolve(name + ".dwp"));
    checkSplit(file);
  }

  private static void checkSplit(Path path) throws IOException {
    DebugFile file = debugFile(path);
    DwarfFile dwarf = file.dwarf().orElseThrow();
    for (String name : new String[] {"first_function", "second_function"}) {
      Die function = child(dwarf, DwTag.DW_TAG_subprogram, name);
      assertEquals(symbol(file, name), value(function, DwAt.DW_AT_low_pc).address());
      Die parameter = function.children().iterator().next();
      assertEquals(Optional.of("argument"), parameter.name());
      Die pointer = parameter.reference(DwAt.DW_AT_type).orElseThrow();
      Die struct = pointer.reference(DwAt.DW_AT_type).orElseThrow();
      assertEquals(Optional.of("shared"), struct.name());
    }
    Die variable = child(dwarf, DwTag.DW_TAG_variable, "first_shared");
    assertTrue(variable.has(DwAt.DW_AT_location));
    dwarf.units().forEach(unit -> assertNotSame(unit, unit.full()));
  }

  @Test
  void aSkeletonWhoseOtherPartIsMissingStandsForItself(@TempDir Path folder) throws IOException {
    Path file = Files.copy(file("split5"), folder.resolve("split5"));
    for (Unit unit : debugFile(file).dwarf().orElseThrow().units()) {
      assertSame(unit, unit.full());
    }
  }

  @Test
  void aDwoFileOfAnotherBuildIsNotTaken(@TempDir Path folder) throws IOException {
    Path file = Files.copy(file("split5"), folder.resolve("split5"));
    Files.copy(file("split5-second.dwo"), folder.resolve("split5-first.dwo"));
    Unit first = debugFile(file).dwarf().orElseThrow().units().getFirst();
    assertSame(first, first.full());
  }

  @Test
  void followsReferencesIntoDwzsFile() throws IOException {
    DwarfFile dwarf = debugFile(file("dwz-one")).dwarf().orElseThrow();
    Die variable = child(dwarf, DwTag.DW_TAG_variable, "first_shared");
    Die struct = variable.reference(DwAt.DW_AT_type).orElseThrow();
    assertEquals(Optional.of("shared"), struct.name());
    assertTrue(struct.unit().file() != dwarf);
  }

  @Test
  void namesTheFileWhoseSupplementIsMissing(@TempDir Path folder) throws IOException {
    Path file = Files.copy(file("dwz-one"), folder.resolve("dwz-one"));
    Die variable =
        debugFile(file).dwarf().orElseThrow().units().stream()
            .flatMap(unit -> withoutNames(unit).stream())
            .findFirst()
            .orElseThrow();
    DebugInfoException refusal =
        assertThrows(DebugInfoException.class, () -> variable.reference(DwAt.DW_AT_type));
    assertTrue(refusal.getMessage().contains("dwz-one: at 0x0: its supplementary file is missing"));
  }

  /** The variable, without asking for names: those are in the other file, too. */
  private static Optional<Die> withoutNames(Unit unit) {
    for (Die die : unit.root().children()) {
      if (die.tag() == DwTag.DW_TAG_variable) {
        return Optional.of(die);
      }
    }
    return Optional.empty();
  }
}
