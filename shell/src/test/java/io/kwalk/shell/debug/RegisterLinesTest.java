package io.kwalk.shell.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.PrStatus;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class RegisterLinesTest {
  /** Of a note with four registers: R15, R14, R13, R12. */
  @Test
  void whatANoteIsTooShortForIsAQuestionMark() {
    ElfNote note = new ElfNote("CORE", ElfNote.NT_PRSTATUS, new byte[112 + 4 * 8 + 8], 0);
    PrStatus status = PrStatus.parse(note, ByteOrder.LITTLE_ENDIAN).orElseThrow();
    assertEquals(4, status.count());
    assertEquals("    RIP: ?  RSP: ?  RFLAGS: ?", RegisterLines.x86(status).getFirst());
    assertEquals("    CS: ?  SS: ?", RegisterLines.x86(status).getLast());
    assertEquals(
        "    R13: 0000000000000000  R14: 0000000000000000  R15: 0000000000000000",
        RegisterLines.x86(status).get(5));
    assertEquals("     PC: ?   SP: ?  PSTATE: ?", RegisterLines.arm64(status).getFirst());
  }
}
