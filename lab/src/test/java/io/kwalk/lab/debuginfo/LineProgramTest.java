package io.kwalk.lab.debuginfo;

import static io.kwalk.lab.debuginfo.LineUnit.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.dwarf.DwarfLines;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineProgramTest {
  private static Optional<SourceLine> line(String file, int line) {
    return Optional.of(new SourceLine(file, line, 0));
  }

  private static LineProgramWriter program(int version) {
    LineProgramWriter writer = new LineProgramWriter(version);
    return version >= 5
        ? writer.directory("/build").directory("lib").file("main.c", 0).file("tree.c", 1)
        : writer.directory("lib").file("tree.c", 1).file("main.c", 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void findsTheLastRowThatIsNotBehindAnAddress(int version) {
    byte[] program =
        program(version)
            .setAddress(START)
            .row(0, 9)
            .row(4, 1)
            .row(4, 5)
            .raw(2, 8)
            .endSequence()
            .write();
    DwarfLines lines = LineUnit.lines(version, program);
    assertEquals(line("/build/lib/tree.c", 10), lines.at(START));
    assertEquals(line("/build/lib/tree.c", 10), lines.at(START + 3));
    assertEquals(line("/build/lib/tree.c", 11), lines.at(START + 4));
    assertEquals(line("/build/lib/tree.c", 16), lines.at(START + 15));
    assertEquals(Optional.empty(), lines.at(START + 16));
    assertEquals(Optional.empty(), lines.at(START - 1));
  }

  @Test
  void takesTheLastOfSeveralRowsOfOneAddress() {
    byte[] program =
        program(4).setAddress(START).row(0, 9).row(0, 1).raw(2, 8).endSequence().write();
    assertEquals(line("/build/lib/tree.c", 11), LineUnit.lines(4, program).at(START));
  }

  @Test
  void takesTheLastStatementOfAnAddressForAFunctions() {
    // DW_LNS_negate_stmt before the last row: the closing brace begins no statement.
    byte[] program =
        program(4)
            .setAddress(START)
            .row(0, 9)
            .row(0, 1)
            .raw(6)
            .row(0, 1)
            .row(4, 5)
            .raw(2, 8)
            .endSequence()
            .write();
    DwarfLines lines = LineUnit.lines(4, program);
    assertEquals(line("/build/lib/tree.c", 12), lines.at(START));
    assertEquals(line("/build/lib/tree.c", 11), lines.ofFunction(START));
    assertEquals(line("/build/lib/tree.c", 12), lines.ofFunction(START + 1));
    assertEquals(line("/build/lib/tree.c", 17), lines.ofFunction(START + 4));
  }

  @Test
  void countsFilesFromZeroInVersion5AndFromOneBefore() {
    // DW_LNS_set_file 0, 2.
    byte[] five = program(5).setAddress(START).raw(4, 0).row(0, 9).raw(2, 8).endSequence().write();
    assertEquals(line("/build/main.c", 10), LineUnit.lines(5, five).at(START));
    byte[] four = program(4).setAddress(START).raw(4, 2).row(0, 9).raw(2, 8).endSequence().write();
    assertEquals(line("/build/main.c", 10), LineUnit.lines(4, four).at(START));
  }

  @Test
  void passesOverMd5SumsAndEntriesOfVendors() {
    byte[] program =
        program(5).withMd5().setAddress(START).row(0, 9).raw(2, 8).endSequence().write();
    assertEquals(line("/build/lib/tree.c", 10), LineUnit.lines(5, program).at(START));
  }

  @Test
  void advancesBySpecialOpcodes() {
    // 13 + (lines + 5) + 14 * advance: 2 bytes and 3 lines; DW_LNS_const_add_pc: (255 - 13) / 14.
    byte[] program =
        program(4)
            .setAddress(START)
            .raw(13 + 5 + 3 + 14 * 2)
            .raw(8, 13 + 5 + 1)
            .raw(2, 8)
            .endSequence()
            .write();
    DwarfLines lines = LineUnit.lines(4, program);
    assertEquals(Optional.empty(), lines.at(START + 1));
    assertEquals(line("/build/lib/tree.c", 4), lines.at(START + 2));
    assertEquals(line("/build/lib/tree.c", 4), lines.at(START + 18));
    assertEquals(line("/build/lib/tree.c", 5), lines.at(START + 19));
  }

  @Test
  void multipliesAdvancesWithTheLengthOfInstructions() {
    byte[] program =
        program(4)
            .instructions(4, 1)
            .setAddress(START)
            .row(0, 9)
            .row(2, 1)
            // DW_LNS_fixed_advance_pc is in bytes.
            .raw(9, 2, 0)
            .row(0, 1)
            .raw(2, 8)
            .endSequence()
            .write();
    DwarfLines lines = LineUnit.lines(4, program);
    assertEquals(line("/build/lib/tree.c", 10), lines.at(START + 7));
    assertEquals(line("/build/lib/tree.c", 11), lines.at(START + 8));
    assertEquals(line("/build/lib/tree.c", 12), lines.at(START + 10));
  }

  @Test
  void countsTheOperationsOfVliwInstructions() {
    // Three operations an instruction of 16 bytes: operation 4 is in the second instruction.
    byte[] program =
        program(4)
            .instructions(16, 3)
            .setAddress(START)
            .row(0, 9)
            .row(2, 1)
            .row(2, 1)
            .raw(2, 8)
            .endSequence()
            .write();
    DwarfLines lines = LineUnit.lines(4, program);
    assertEquals(line("/build/lib/tree.c", 11), lines.at(START + 15));
    assertEquals(line("/build/lib/tree.c", 12), lines.at(START + 16));
  }

  @Test
  void passesOverOpcodesItDoesNotKnow() {
    // Standard opcode 13 with one operand, as the header says; an extended one of a vendor; a
    // discriminator.
    byte[] program =
        program(4)
            .opcodeBase(14)
            .setAddress(START)
            .raw(13, 0x85, 0x01)
            .raw(0, 3, 0x80, 1, 2)
            .raw(0, 2, 4, 7)
            .row(0, 9)
            .raw(2, 8)
            .endSequence()
            .write();
    assertEquals(line("/build/lib/tree.c", 10), LineUnit.lines(4, program).at(START));
  }

  @Test
  void keepsSequencesApart() {
    byte[] program =
        program(4)
            .setAddress(START + 0x100)
            .row(0, 9)
            .raw(2, 8)
            .endSequence()
            .setAddress(START)
            .row(0, 99)
            .raw(2, 8)
            .endSequence()
            .write();
    DwarfLines lines = LineUnit.lines(4, program);
    assertEquals(line("/build/lib/tree.c", 100), lines.at(START + 7));
    assertEquals(Optional.empty(), lines.at(START + 8));
    assertEquals(line("/build/lib/tree.c", 10), lines.at(START + 0x100));
  }

  @Test
  void leavesOutASequenceWithoutAnEnd() {
    byte[] program = program(4).setAddress(START).row(0, 9).row(4, 1).write();
    assertEquals(Optional.empty(), LineUnit.lines(4, program).at(START));
  }

  @Test
  void findsTheAddressesOfALine() {
    byte[] program =
        program(4)
            .setAddress(START)
            .row(0, 9)
            .row(4, 1)
            .row(4, 0)
            .row(4, -1)
            .raw(2, 8)
            .endSequence()
            .write();
    DwarfLines lines = LineUnit.lines(4, program);
    assertEquals(List.of(START, START + 12), lines.addresses("lib/tree.c", 10));
    assertEquals(List.of(START + 4), lines.addresses("tree.c", 11));
    assertEquals(List.of(), lines.addresses("ree.c", 11));
    assertEquals(List.of(), lines.addresses("main.c", 11));
  }

  @Test
  void refusesAProgramThatIsLongerThanItsSection() {
    byte[] program = program(4).setAddress(START).row(0, 9).endSequence().write();
    program[1] = 0x7f;
    DwarfLines lines = LineUnit.lines(4, program);
    assertThrows(DebugInfoException.class, () -> lines.at(START));
  }
}
