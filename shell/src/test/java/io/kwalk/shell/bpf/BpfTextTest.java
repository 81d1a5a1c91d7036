package io.kwalk.shell.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.linux.bpf.BpfInstruction;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfTextTest {
  private static final BpfText.Names NAMES =
      new BpfText.Names() {
        @Override
        public String helper(BpfInstruction call) {
          return "helper";
        }

        @Override
        public String subprogram(BpfInstruction call) {
          return "pc+5#sub";
        }

        @Override
        public String constant(BpfInstruction load) {
          return "0x" + Long.toHexString(load.wideImmediate());
        }
      };

  private static List<BpfInstruction> decode(String hex, ByteOrder order) {
    return BpfInstruction.decode(HexFormat.ofDelimiter(" ").parseHex(hex), order);
  }

  /** The first lines are crash's answer to {@code bpf -p 14 -T} and {@code bpf -p 8 -T} on 6.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b7 01 00 00 00 00 00 00|(b7) r1 = 0",
        "7b 1a f0 ff 00 00 00 00|(7b) *(u64 *)(r10 -16) = r1",
        "bf a6 00 00 00 00 00 00|(bf) r6 = r10",
        "07 06 00 00 e8 ff ff ff|(07) r6 += -24",
        "15 00 02 00 00 00 00 00|(15) if r0 == 0x0 goto pc+2",
        "79 01 00 00 00 00 00 00|(79) r1 = *(u64 *)(r0 +0)",
        "54 02 00 00 ff ff 00 00|(54) (u32) r2 &= (u32) 65535",
        "05 00 4b 00 00 00 00 00|(05) goto pc+75",
        "95 00 00 00 00 00 00 00|(95) exit",
        "85 00 00 00 90 bc 02 00|(85) call helper#179344",
        "85 10 05 00 01 00 00 00|(85) call pc+5#sub",
        "87 03 00 00 00 00 00 00|(87) r3 = -r3",
        "dc 01 00 00 10 00 00 00|(dc) r1 = be16 r1",
        "d7 01 00 00 20 00 00 00|(d7) r1 = bswap32 r1",
        "62 01 08 00 05 00 00 00|(62) *(u32 *)(r1 +8) = 5",
        "20 00 00 00 0c 00 00 00|(20) r0 = *(u32 *)skb[12]",
        "48 10 00 00 0c 00 00 00|(48) r0 = *(u16 *)skb[r1 + 12]",
        "81 12 04 00 00 00 00 00|(81) r2 = *(s32 *)(r1 +4)",
        "39 12 04 00 00 00 00 00|(39) r2 = *(u64 *)(r1 +4)",
        "6d 21 fe ff 00 00 00 00|(6d) if r1 s> r2 goto pc-2",
        "16 01 02 00 ff ff ff ff|(16) if w1 == 0xffffffff goto pc+2",
        "06 00 00 00 00 01 00 00|(06) gotol pc+256",
        "e5 00 03 00 00 00 00 00|(e5) may_goto pc+3",
        "3f 21 01 00 00 00 00 00|(3f) r1 s/= r2",
        "bf 21 08 00 00 00 00 00|(bf) r1 = (s8)r2",
        "db 21 10 00 00 00 00 00|(db) lock *(u64 *)(r1 +16) += r2",
        "db 21 10 00 01 00 00 00|(db) r2 = atomic64_fetch_add((u64 *)(r1 +16), r2)",
        "c3 21 10 00 e1 00 00 00|(c3) r2 = atomic_xchg((u32 *)(r1 +16), r2)",
        "db 21 10 00 f1 00 00 00|(db) r0 = atomic64_cmpxchg((u64 *)(r1 +16), r0, r2)",
        "f5 00 00 00 00 00 00 00|(f5) call bpf_tail_call#12",
        "e7 00 00 00 07 00 00 00|(e7) (unknown: 7)",
        "18 01 00 00 00 3c 7b 04 00 00 00 00 a5 83 1b ff|(18) r1 = 0xff1b83a5047b3c00"
      })
  void printsAnInstruction(String bytes, String text) {
    List<BpfInstruction> instructions = decode(bytes, ByteOrder.LITTLE_ENDIAN);
    assertEquals(1, instructions.size());
    assertEquals(text, BpfText.of(instructions.getFirst(), NAMES));
  }

  @Test
  void everyOpcodeHasSomeText() {
    for (int code = 0; code < 256; code++) {
      byte[] bytes = new byte[16];
      bytes[0] = (byte) code;
      BpfInstruction first = BpfInstruction.decode(bytes, ByteOrder.LITTLE_ENDIAN).getFirst();
      String prefix = "(%02x) ".formatted(code);
      assertEquals(prefix, BpfText.of(first, NAMES).substring(0, prefix.length()));
    }
  }

  @Test
  void leavesOutAWideInstructionThatIsCutOff() {
    List<BpfInstruction> found =
        decode("b7 01 00 00 00 00 00 00 18 01 00 00 00 3c 7b 04", ByteOrder.LITTLE_ENDIAN);
    assertEquals(1, found.size());
  }

  @Test
  void readsTheOtherByteOrder() {
    BpfInstruction found = decode("7b a1 ff f0 00 00 00 00", ByteOrder.BIG_ENDIAN).getFirst();
    assertEquals("(7b) *(u64 *)(r10 -16) = r1", BpfText.of(found, NAMES));
  }
}
