package io.kwalk.core.debuginfo.rust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RustNamesTest {
  /** Examples of RFC 2603 and of the kernel's own Rust code. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_RNvNtCs1234_7mycrate3foo3bar|mycrate::foo::bar",
        "_RNvNtCs1234_7mycrate3foo3bar.cold|mycrate::foo::bar.cold",
        "_RNvNtCs1234_7mycrate3foo3bar.llvm.1234|mycrate::foo::bar",
        "_RNCNvCs1234_7mycrate3foo0B3_|mycrate::foo::{closure#0}",
        "_RNCNvCs1234_7mycrate3foos_0B3_|mycrate::foo::{closure#1}",
        "_RNvXCs1234_7mycrateNtB2_3FooNtNtCs5678_4core5clone5Clone5clone"
            + "|<mycrate::Foo as core::clone::Clone>::clone",
        "_RNvMCs1234_7mycrateNtB2_3Foo3new|<mycrate::Foo>::new",
        "_RINvCs1234_7mycrate3foolE|mycrate::foo::<i32>",
        "_RINvCs1234_7mycrate3fooRNtB2_3BarTlxEE|mycrate::foo::<&mycrate::Bar, (i32, i64)>",
        "_RINvCs1234_7mycrate3fooTlEE|mycrate::foo::<(i32,)>",
        "_RINvCs1234_7mycrate3fooAhj20_PhOhShE|mycrate::foo::<[u8; 32], *const u8, *mut u8, [u8]>",
        "_RINvCs1234_7mycrate3fooFUKChEuE|mycrate::foo::<unsafe extern \"C\" fn(u8)>",
        "_RINvCs1234_7mycrate3fooFG_RL0_hEBG_E|",
        "_RINvCs1234_7mycrate3fooFG_RL0_hERL0_hE|mycrate::foo::<for<'a> fn(&'a u8) -> &'a u8>",
        "_RINvCs1234_7mycrate3fooDNtB2_3Barp4ItemlEL_E"
            + "|mycrate::foo::<dyn mycrate::Bar<Item = i32>>",
        "_RINvCs1234_7mycrate3fooKb1_Kc41_Kln7b_E|mycrate::foo::<true, 'A', -123>",
        "_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y"
            + "|utf8_idents::საჭმელად_გემრიელი_სადილი",
        "_ZN4core3fmt9Formatter9write_str17h0123456789abcdefE|core::fmt::Formatter::write_str",
        "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar"
            + "17h930b740aa94f1d3aE"
            + "|<Test + 'static as foo::Bar<Test>>::bar",
        "_ZN3foo17h05af221e174051e9E|foo"
      })
  void givesTheNameInTheSource(String symbol, String name) {
    assertEquals(Optional.ofNullable(name), RustNames.demangle(symbol));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule",
        "",
        "_R",
        "_RNvC",
        "_RB_",
        "_RNvB_3foo",
        "_R1NvCs1234_7mycrate3foo",
        "_ZN3foo3barE",
        "_ZN99foo17h05af221e174051e9E",
        "_ZN17h05af221e174051e9E",
        "_RINvCs1234_7mycrate3fooKln7b"
      })
  void leavesOtherSymbolsAlone(String symbol) {
    assertTrue(RustNames.demangle(symbol).isEmpty(), symbol);
  }

  @Test
  void boundsWhatReferencesBackCanMake() {
    StringBuilder name = new StringBuilder("INvC1a1b");
    int previous = name.length();
    name.append("ThhE");
    // Each type is a pair of the one before: twice as long each time.
    for (int i = 0; i < 40; i++) {
      int here = name.length();
      String reference = "B" + base62(previous);
      name.append("T").append(reference).append(reference).append("E");
      previous = here;
    }
    assertTrue(RustNames.demangle("_R" + name.append("E")).isEmpty());
  }

  /** Of a number above 0. */
  private static String base62(int number) {
    String digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int rest = number - 1;
    String high = rest >= 62 ? String.valueOf(digits.charAt(rest / 62)) : "";
    return high + digits.charAt(rest % 62) + "_";
  }
}
