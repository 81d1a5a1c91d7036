package io.kwalk.linux.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaintTest {
  @ParameterizedTest
  @CsvSource({"0, ''", "1, P", "201, PW", "3000, OE", "2000, E", "40000, N", "4000000000, (38)"})
  void namesBitsByTheirLetters(String mask, String letters) {
    assertEquals(letters, Taint.letters(Long.parseLong(mask, 16)));
  }
}
