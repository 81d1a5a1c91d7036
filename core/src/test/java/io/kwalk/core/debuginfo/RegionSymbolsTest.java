package io.kwalk.core.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.core.memory.AddressRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionSymbolsTest {
  private static Symbol symbol(String name, long address) {
    return new Symbol(name, address, 't', "depot");
  }

  private final RegionSymbols symbols =
      new RegionSymbols(
          List.of(
              symbol("last", 0x1300),
              symbol("depot_exit", 0x1100),
              symbol("cleanup_module", 0x1100),
              symbol("__key.3", 0x1200),
              symbol("depot_cache", 0x1200),
              symbol("__key.5", 0x1200)),
          List.of(new AddressRange(0x1000, 0x2000)));

  @Test
  void keepsTheModulesOrderAmongSymbolsOfOneAddress() {
    assertEquals(
        List.of("depot_exit", "cleanup_module", "__key.3", "depot_cache", "__key.5", "last"),
        symbols.all().map(Symbol::name).toList());
  }

  @Test
  void namesAnAddressByTheFirstSymbolThatTheCompilerDidNotMake() {
    assertEquals("depot_exit", symbols.at(0x1104).orElseThrow().name());
    assertEquals("depot_cache", symbols.at(0x1200).orElseThrow().name());
  }
}
