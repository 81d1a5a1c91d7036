package io.kwalk.core.debuginfo.rust;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Reads one name of the v0 scheme; the methods are named after the productions of RFC 2603. */
final class V0Name {
  /** Deeper than any name that a compiler makes; back references could nest without end. */
  private static final int DEEPEST = 300;

  /** References back can make a short name long. */
  private static final int LONGEST = 1 << 16;

  private static final String BASIC_TYPES =
      "a=i8 b=bool c=char d=f64 e=str f=f32 h=u8 i=isize j=usize l=i32 m=u32 n=i128 o=u128 p=_"
          + " s=i16 t=u16 u=() v=... x=i64 y=u64 z=! ";

  /** The name is none of this scheme, or damaged. */
  private static final class Invalid extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Invalid() {
      super(null, null, false, false);
    }
  }

  private final String name;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int depth;
  private boolean silent;
  private long boundLifetimes;

  private V0Name(String name) {
    this.name = name;
  }

  /**
   * The text of a name.
   *
   * @param name behind {@code _R}
   */
  static Optional<String> demangle(String name) {
    V0Name reader = new V0Name(name);
    try {
      // A number would be the version of a later scheme.
      if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
        return Optional.empty();
      }
      reader.path(true);
      if (reader.at < name.length()) {
        reader.silent = true;
        reader.path(false);
      }
      return reader.at == name.length() ? Optional.of(reader.out.toString()) : Optional.empty();
    } catch (Invalid _) {
      return Optional.empty();
    }
  }

  private void print(String text) {
    if (!silent) {
      out.append(text);
      require(out.length() <= LONGEST);
    }
  }

  private static void require(boolean valid) {
    if (!valid) {
      throw new Invalid();
    }
  }

  private char peek() {
    return at < name.length() ? name.charAt(at) : 0;
  }

  private char next() {
    require(at < name.length());
    return name.charAt(at++);
  }

  private boolean eat(char c) {
    boolean found = peek() == c;
    at += found ? 1 : 0;
    return found;
  }

  private void enter() {
    require(++depth <= DEEPEST);
  }

  /** Whether types stand behind a path as in values, {@code ::<…>}, or as in types, {@code <…>}. */
  private void path(boolean inValue) {
    enter();
    switch (next()) {
      case 'C' -> {
        disambiguator();
        print(identifier());
      }
      case 'N' -> nested(inValue);
      case 'M' -> {
        implementationPath();
        print("<");
        type();
        print(">");
      }
      case 'X' -> {
        implementationPath();
        asTrait();
      }
      case 'Y' -> asTrait();
      case 'I' -> {
        path(inValue);
        print(inValue ? "::<" : "<");
        genericArguments();
        print(">");
      }
      case 'B' -> back(() -> path(inValue));
      default -> throw new Invalid();
    }
    depth--;
  }

  private void nested(boolean inValue) {
    char namespace = next();
    path(inValue);
    long disambiguator = disambiguator();
    String text = identifier();
    if (namespace >= 'a' && namespace <= 'z') {
      print(text.isEmpty() ? "" : "::" + text);
      return;
    }
    require(namespace >= 'A' && namespace <= 'Z');
    String kind =
        switch (namespace) {
          case 'C' -> "closure";
          case 'S' -> "shim";
          default -> String.valueOf(namespace);
        };
    print("::{" + kind + (text.isEmpty() ? "" : ":" + text) + "#" + disambiguator + "}");
  }

  /** Where an impl stands is no part of the text. */
  private void implementationPath() {
    boolean outer = silent;
    silent = true;
    disambiguator();
    path(false);
    silent = outer;
  }

  private void asTrait() {
    print("<");
    type();
    print(" as ");
    path(false);
    print(">");
  }

  private void genericArguments() {
    for (int i = 0; !eat('E'); i++) {
      print(i == 0 ? "" : ", ");
      if (eat('L')) {
        lifetime(number62());
      } else if (eat('K')) {
        constant();
      } else {
        type();
      }
    }
  }

  private void type() {
    enter();
    int basic = BASIC_TYPES.indexOf(peek() + "=");
    if (Character.isLowerCase(peek()) && basic >= 0) {
      at++;
      print(BASIC_TYPES.substring(basic + 2, BASIC_TYPES.indexOf(' ', basic)));
      depth--;
      return;
    }
    switch (peek()) {
      case 'A' -> array();
      case 'S' -> {
        at++;
        print("[");
        type();
        print("]");
      }
      case 'T' -> tuple();
      case 'R', 'Q' -> reference();
      case 'P' -> pointer("*const ");
      case 'O' -> pointer("*mut ");
      case 'F' -> {
        at++;
        bound(this::function);
      }
      case 'D' -> dynamic();
      case 'B' -> {
        at++;
        back(this::type);
      }
      default -> path(false);
    }
    depth--;
  }

  private void pointer(String kind) {
    at++;
    print(kind);
    type();
  }

  private void array() {
    at++;
    print("[");
    type();
    print("; ");
    constant();
    print("]");
  }

  private void tuple() {
    at++;
    print("(");
    int count = 0;
    for (; !eat('E'); count++) {
      print(count == 0 ? "" : ", ");
      type();
    }
    print(count == 1 ? ",)" : ")");
  }

  private void reference() {
    boolean mutable = next() == 'Q';
    print("&");
    if (eat('L')) {
      long index = number62();
      if (index != 0) {
        lifetime(index);
        print(" ");
      }
    }
    print(mutable ? "mut " : "");
    type();
  }

  private void function() {
    print(eat('U') ? "unsafe " : "");
    if (eat('K')) {
      print("extern \"" + (eat('C') ? "C" : identifier().replace('_', '-')) + "\" ");
    }
    print("fn(");
    for (int i = 0; !eat('E'); i++) {
      print(i == 0 ? "" : ", ");
      type();
    }
    print(")");
    if (!eat('u')) {
      print(" -> ");
      type();
    }
  }

  private void dynamic() {
    at++;
    print("dyn ");
    bound(() -> {
      for (int i = 0; !eat('E'); i++) {
        print(i == 0 ? "" : " + ");
        dynamicTrait();
      }
    });
    require(eat('L'));
    long index = number62();
    if (index != 0) {
      print(" + ");
      lifetime(index);
    }
  }

  /** Associated types stand among the trait's own arguments. */
  private void dynamicTrait() {
    boolean open = openPath();
    while (eat('p')) {
      print(open ? ", " : "<");
      open = true;
      print(identifier() + " = ");
      type();
    }
    print(open ? ">" : "");
  }

  /** A path whose closing bracket is left to the caller; tells whether there is an open one. */
  private boolean openPath() {
    enter();
    boolean[] open = new boolean[1];
    if (eat('B')) {
      back(() -> open[0] = openPath());
    } else if (eat('I')) {
      path(false);
      print("<");
      genericArguments();
      open[0] = true;
    } else {
      path(false);
    }
    depth--;
    return open[0];
  }

  /** {@code for<'a, 'b>} in front of what names lifetimes of its own. */
  private void bound(Runnable body) {
    long outer = boundLifetimes;
    if (eat('G')) {
      long count = number62() + 1;
      require(count > 0 && count <= DEEPEST);
      print("for<");
      for (long i = 0; i < count; i++) {
        print(i == 0 ? "" : ", ");
        boundLifetimes++;
        lifetime(1);
      }
      print("> ");
    }
    body.run();
    boundLifetimes = outer;
  }

  /** By how many binders up it was bound; 0 is one without a name. */
  private void lifetime(long index) {
    if (index == 0) {
      print("'_");
      return;
    }
    long number = boundLifetimes - index;
    require(index > 0 && number >= 0);
    print(number < 26 ? "'" + (char) ('a' + number) : "'_" + number);
  }

  private void constant() {
    enter();
    char type = next();
    switch (type) {
      case 'p' -> print("_");
      case 'B' -> back(this::constant);
      case 'b' -> {
        String digits = hexadecimal();
        require(digits.equals("0") || digits.equals("1"));
        print(digits.equals("1") ? "true" : "false");
      }
      case 'c' -> {
        int point = new BigInteger("0" + hexadecimal(), 16).intValue();
        require(Character.isValidCodePoint(point));
        print("'" + Character.toString(point) + "'");
      }
      case 'e' -> print("*\"" + text() + "\"");
      case 'R', 'Q' -> {
        print(type == 'R' && peek() == 'e' ? "" : type == 'R' ? "&" : "&mut ");
        if (type == 'R' && eat('e')) {
          print("\"" + text() + "\"");
        } else {
          constant();
        }
      }
      default -> {
        require("ahijlmnostxy".indexOf(type) >= 0);
        print(eat('n') ? "-" : "");
        print(new BigInteger("0" + hexadecimal(), 16).toString());
      }
    }
    depth--;
  }

  private String text() {
    String digits = hexadecimal();
    require(digits.length() % 2 == 0);
    return new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8);
  }

  private String hexadecimal() {
    int end = name.indexOf('_', at);
    require(end >= 0);
    String digits = name.substring(at, end);
    require(digits.matches("[0-9a-f]*"));
    at = end + 1;
    return digits;
  }

  /** What stands at an earlier place, once more. */
  private void back(Runnable production) {
    int from = at - 1;
    long target = number62();
    require(target >= 0 && target < from);
    if (silent) {
      return;
    }
    int behind = at;
    at = (int) target;
    enter();
    production.run();
    depth--;
    at = behind;
  }

  private long disambiguator() {
    return eat('s') ? number62() + 1 : 0;
  }

  /** {@code _} is 0, {@code 0_} is 1, …; hashes of crates use all 64 bits. */
  private long number62() {
    long value = 0;
    if (eat('_')) {
      return 0;
    }
    for (char c = next(); c != '_'; c = next()) {
      int digit =
          c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c - 'A' + 36;
      require(digit >= 0 && digit < 62);
      value = value * 62 + digit;
    }
    return value + 1;
  }

  private String identifier() {
    boolean coded = eat('u');
    int start = at;
    while (Character.isDigit(peek()) && at - start < 6) {
      at++;
      if (name.charAt(start) == '0') {
        break;
      }
    }
    require(at > start);
    int length = Integer.parseInt(name.substring(start, at));
    eat('_');
    require(at + length <= name.length());
    String text = name.substring(at, at + length);
    at += length;
    return coded ? Punycode.decode(text).orElseThrow(Invalid::new) : text;
  }
}
