package io.kwalk.lab.disassembler;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of {@code objdump -d -w}: runs of instructions that follow each other under one
 * symbol. objdump decodes each symbol's bytes by themselves, up to the next symbol, so an
 * instruction that crosses a symbol is cut off there. Of A64 listings, which print a word where
 * others print bytes, the words are taken for little-endian.
 */
public final class ObjdumpListing {
  private static final int LONGEST_RUN = 1 << 16;
  private static final Pattern SYMBOL = Pattern.compile(" <[^>]*>");

  /** "ffffffff81000000 <_text>:", above what is decoded from there on. */
  private static final Pattern HEADER = Pattern.compile("[0-9a-f]+ <.*>:");

  private final BufferedReader reader;
  private @Nullable Line ahead;
  private boolean atSymbol;

  public ObjdumpListing(BufferedReader reader) {
    this.reader = reader;
  }

  /**
   * One line.
   *
   * @param text mnemonic and operands, without symbols
   */
  public record Line(long address, byte[] bytes, String text) {}

  /** The next run; empty at the end. */
  public List<Line> nextRun() throws IOException {
    List<Line> run = new ArrayList<>();
    Line line = ahead == null ? read() : ahead;
    ahead = null;
    while (line != null && run.size() < LONGEST_RUN) {
      if (!run.isEmpty()) {
        Line last = run.getLast();
        if (atSymbol || last.address() + last.bytes().length != line.address()) {
          break;
        }
      }
      run.add(line);
      line = read();
    }
    ahead = line;
    return run;
  }

  private @Nullable Line read() throws IOException {
    atSymbol = false;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      int colon = text.indexOf(":\t");
      int tab = colon < 0 ? -1 : text.indexOf('\t', colon + 2);
      if (tab > 0) {
        long address = Long.parseUnsignedLong(text.substring(0, colon).strip(), 16);
        String digits = text.substring(colon + 2, tab).replace(" ", "");
        byte[] bytes = HexFormat.of().parseHex(digits);
        boolean isWord = digits.length() == 8 && text.startsWith(digits, colon + 2);
        String rest = withoutSymbols(text.substring(tab + 1));
        return new Line(address, isWord ? reversed(bytes) : bytes, rest);
      }
      atSymbol |= HEADER.matcher(text).matches();
    }
    return null;
  }

  private static byte[] reversed(byte[] word) {
    return new byte[] {word[3], word[2], word[1], word[0]};
  }

  private static String withoutSymbols(String text) {
    return text.contains(" <")
        ? SYMBOL.matcher(text).replaceAll("").stripTrailing()
        : text.stripTrailing();
  }
}
