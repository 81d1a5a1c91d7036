package io.kwalk.core.arch.arm64.disassembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.arch.code.Flow;
import io.kwalk.core.arch.code.Place;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Words of each class of the Arm ARM, with the texts that objdump of binutils 2.40 prints. */
final class Arm64DisassemblerTest {
  private static final long ADDRESS = 0x1000;

  private static Arm64Instruction decode(long word) {
    return new Arm64Disassembler().decode((int) word, ADDRESS);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "words.txt", delimiter = '|', maxCharsPerColumn = 200)
  void printsWhatObjdumpPrints(String word, String text) {
    assertEquals(text, decode(Long.parseLong(word, 16)).text().replace('\t', ' ').strip());
  }

  @Test
  void tellsCallsAndWhereTheyLead() {
    assertEquals(Flow.CALL, decode(0x97ffffffL).flow());
    assertEquals(ADDRESS - 4, decode(0x97ffffffL).target().getAsLong());
    assertEquals(Flow.CONDITIONAL_JUMP, decode(0x36180041L).flow());
    assertEquals(Flow.RETURN, decode(0xd65f03c0L).flow());
    assertEquals(Flow.TRAP, decode(0xd4210000L).flow());
    assertTrue(decode(0xd63f0200L).isIndirect());
    assertEquals(ADDRESS + 0x1000, decode(0xb0000000L).relativeAddress().getAsLong());
  }

  @Test
  void tellsWhatAnAddressIsMadeOf() {
    Place.Memory indexed = (Place.Memory) decode(0xf862d841L).places().get(1);
    assertEquals("[x2, w2, sxtw #3]", indexed.text());
    assertEquals(
        List.of(new Place.Term("x2", 1, false), new Place.Term("w2", 8, true)), indexed.terms());
    Place.Memory before = (Place.Memory) decode(0xa9bf7bfdL).places().get(2);
    assertEquals(-16, before.displacement());
    Place.Memory behind = (Place.Memory) decode(0xa8c17bfdL).places().get(2);
    assertEquals(0, behind.displacement());
  }

  @Test
  void anyWordHasAText() {
    Random random = new Random(20261127);
    Arm64Disassembler disassembler = new Arm64Disassembler();
    for (int i = 0; i < 1_000_000; i++) {
      Arm64Instruction instruction = disassembler.decode(random.nextInt(), ADDRESS);
      assertTrue(instruction.text().length() > 1);
      assertEquals(4, instruction.length());
    }
  }

  @Test
  void tellsBytesThatAreCut() {
    byte[] code = {0x1f, 0x20, 0x03};
    Arm64Instruction cut = new Arm64Disassembler().decode(code, 0, 3, ADDRESS);
    assertEquals(".byte\t0x1f", cut.text());
    assertEquals(1, cut.length());
    assertTrue(cut.isBad());
    assertTrue(decode(0xffffffffL).isBad());
  }
}
