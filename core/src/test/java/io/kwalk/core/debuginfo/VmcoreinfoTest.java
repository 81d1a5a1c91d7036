package io.kwalk.core.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VmcoreinfoTest {
  private static Vmcoreinfo parse(String text) {
    return Vmcoreinfo.parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void readsEachKindOfLine() {
    Vmcoreinfo info =
        parse(
            """
            OSRELEASE=6.1.0
            SYMBOL(_stext)=ffffffff97800000
            NUMBER(phys_base)=-104857600
            NUMBER(VMALLOC_START)=0xff5c2327c0000000
            OFFSET(page.lru)=8
            SIZE(page)=64
            LENGTH(mem_section)=2048
            KERNELOFFSET=16800000
            """);
    assertEquals(Optional.of("6.1.0"), info.value("OSRELEASE"));
    assertEquals(OptionalLong.of(0xffffffff97800000L), info.symbol("_stext"));
    assertEquals(OptionalLong.of(-104857600), info.number("phys_base"));
    assertEquals(OptionalLong.of(0xff5c2327c0000000L), info.number("VMALLOC_START"));
    assertEquals(OptionalLong.of(8), info.offset("page.lru"));
    assertEquals(OptionalLong.of(64), info.size("page"));
    assertEquals(OptionalLong.of(2048), info.length("mem_section"));
    assertEquals(OptionalLong.of(0x16800000), info.hexadecimalOf("KERNELOFFSET"));
  }

  @Test
  void passesOverLinesThatAreNotKeyAndValue() {
    Vmcoreinfo info = parse("\n=\nno equals\nSYMBOL(a)=zz\nNUMBER(b)=\nSIZE(c)=4");
    assertEquals(OptionalLong.empty(), info.symbol("a"));
    assertEquals(OptionalLong.empty(), info.number("b"));
    assertEquals(OptionalLong.of(4), info.size("c"));
  }

  @Test
  void endsAtTheFirstNul() {
    assertEquals(Optional.empty(), parse("A=1\n\0B=2\n").value("B"));
  }
}
