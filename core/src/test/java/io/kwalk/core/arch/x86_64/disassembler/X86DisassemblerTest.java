package io.kwalk.core.arch.x86_64.disassembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.core.arch.code.Flow;
import io.kwalk.core.arch.code.Place;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Immediate;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Memory;
import io.kwalk.core.arch.x86_64.disassembler.Operand.Register;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class X86DisassemblerTest {
  private static final long ADDRESS = 0xffff_ffff_8100_0000L;

  private static X86Instruction decode(String bytes) {
    byte[] code = HexFormat.of().parseHex(bytes.replace(" ", ""));
    return new X86Disassembler().decode(code, 0, code.length, ADDRESS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "90 | nop",
        "48 8b 43 08 | mov    0x8(%rbx),%rax",
        "65 48 8b 04 25 80 fb 01 00 | mov    %gs:0x1fb80,%rax",
        "48 81 e4 00 f0 ff ff | and    $0xfffffffffffff000,%rsp",
        "83 7d fc ff | cmpl   $0xffffffff,-0x4(%rbp)",
        "48 b8 88 77 66 55 44 33 22 11 | movabs $0x1122334455667788,%rax",
        "0f b6 c0 | movzbl %al,%eax",
        "f0 44 0f b1 03 | lock cmpxchg %r8d,(%rbx)",
        "f3 48 a5 | rep movsq %ds:(%rsi),%es:(%rdi)",
        "f3 0f 1e fa | endbr64",
        "f3 90 | pause",
        "66 66 2e 0f 1f 84 00 00 00 00 00 | data16 cs nopw 0x0(%rax,%rax,1)",
        "8b 04 60 | mov    (%rax,%riz,2),%eax",
        "3e ff e0 | notrack jmp *%rax",
        "f2 ff d0 | bnd call *%rax",
        "2e 75 00 | jne,pn 0xffffffff81000003",
        "9b d9 3c 24 | fstcw  (%rsp)",
        "de e1 | fsubp  %st,%st(1)",
        "0f 01 cb | stac",
        "f3 0f c7 f8 | rdpid  %rax",
        "66 0f 3a 44 c1 11 | pclmulhqhqdq %xmm1,%xmm0",
        "c5 f9 6f 04 24 | vmovdqa (%rsp),%xmm0",
        "62 f1 7c 58 58 48 10 | vaddps 0x40(%rax){1to16},%zmm0,%zmm1",
        "62 f1 7c 18 58 c9 | vaddps {rn-sae},%zmm1,%zmm0,%zmm1",
        "62 f2 7d 8a 90 04 0d 00 00 00 00 | vpgatherdd 0x0(,%xmm1,1),%xmm0{%k2}{z}",
        "0f 04 | (bad)",
      })
  void printsWhatObjdumpPrints(String bytes, String text) {
    assertDecodes(bytes, text);
  }

  /** binutils 2.44 knows them; operands of segment selectors stay as 2.40 prints those of ltr. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f2 0f 00 f7 | lkgs   %di",
        "f2 0f 01 ca | erets",
        "f3 0f 01 ca | eretu",
      })
  void knowsTheInstructionsOfFredThatKernelsUse(String bytes, String text) {
    assertDecodes(bytes, text);
  }

  private static void assertDecodes(String bytes, String text) {
    X86Instruction instruction = decode(bytes);
    assertEquals(text, AttText.of(instruction));
    assertEquals(HexFormat.of().parseHex(bytes.replace(" ", "")).length, instruction.length());
  }

  @Test
  void namesTheAddressOfAnOperandBesideTheInstructionPointer() {
    X86Instruction instruction = decode("48 8d 25 51 3f a0 01");
    assertEquals(0xffff_ffff_82a0_3f58L, instruction.relativeAddress().getAsLong());
    assertEquals(
        "lea    0x1a03f51(%rip),%rsp        # 0xffffffff82a03f58", AttText.of(instruction));
  }

  @Test
  void givesOperandsDestinationFirst() {
    List<Operand> operands = decode("64 48 c7 44 cb f8 2a 00 00 00").operands();
    assertEquals(new Memory("fs", "rbx", "rcx", 8, -8, true, 0), operands.get(0));
    assertEquals(new Immediate(42), operands.get(1));
    assertEquals(new Register("rax"), decode("48 89 d8").operands().get(0));
  }

  @Test
  void tellsWhatAnAddressIsMadeOf() {
    Place.Memory place = (Place.Memory) decode("65 48 8b 44 cb f8").places().get(1);
    assertEquals("%gs:-0x8(%rbx,%rcx,8)", place.text());
    assertEquals(-8, place.displacement());
    assertEquals("gs", place.segment());
    assertEquals(
        List.of(new Place.Term("rbx", 1, false), new Place.Term("rcx", 8, false)), place.terms());
    assertEquals("rsp", ((Place.Memory) decode("c3").places().get(0)).terms().get(0).register());
  }

  @Test
  void tellsCallsAndWhereTheyLead() {
    X86Instruction call = decode("e8 fb ff ff ff");
    assertEquals(Flow.CALL, call.flow());
    assertEquals(ADDRESS, call.target().getAsLong());
    assertTrue(decode("ff 53 10").isIndirect());
    assertEquals(Flow.RETURN, decode("c3").flow());
    assertEquals(Flow.CONDITIONAL_JUMP, decode("74 00").flow());
    assertEquals(Flow.TRAP, decode("0f 0b").flow());
  }

  @Test
  void advancesThroughAnyBytes() {
    Random random = new Random(20261122);
    byte[] code = new byte[1 << 20];
    random.nextBytes(code);
    X86Disassembler disassembler = new X86Disassembler();
    int at = 0;
    while (at < code.length) {
      X86Instruction instruction = disassembler.decode(code, at, code.length, at);
      int length = instruction.length();
      assertTrue(
          length >= 1 && length <= X86Disassembler.LONGEST, () -> instruction + " at " + length);
      at += length;
    }
    assertEquals(code.length, at);
  }

  @Test
  void tellsBytesThatAreCut() {
    assertEquals(".byte 0xe8", AttText.of(decode("e8 00 00")));
    assertEquals("data16", AttText.of(decode("66")));
    assertTrue(decode("48 8b").isBad());
    X86Disassembler disassembler = new X86Disassembler();
    assertThrows(IndexOutOfBoundsException.class, () -> disassembler.decode(new byte[0], 0, 0, 0));
  }
}
