package io.kwalk.lab.debuginfo;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.btf.BtfTypes;
import io.kwalk.core.debuginfo.btf.MalformedBtfException;
import io.kwalk.core.object.TypePrinter;
import java.util.Arrays;

/** Whatever the bytes, reading ends, and all types can be printed. */
final class BtfFuzzTest {
  private static final int HEADER = 24;

  @FuzzTest
  void readsAnything(byte[] bytes) {
    try {
      walk(BtfTypes.read(bytes, 8));
    } catch (MalformedBtfException expected) {
      walkBehindAHeader(bytes);
    }
  }

  /** Random bytes seldom have a header: these are the types and strings of one that is right. */
  private static void walkBehindAHeader(byte[] bytes) {
    byte[] whole = Arrays.copyOf(new BtfWriter().bytes(), HEADER + bytes.length);
    System.arraycopy(bytes, 0, whole, HEADER, bytes.length);
    int types = bytes.length / 2;
    putWord(whole, 12, types);
    putWord(whole, 16, types);
    putWord(whole, 20, bytes.length - types);
    try {
      walk(BtfTypes.read(whole, 8));
    } catch (MalformedBtfException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private static void putWord(byte[] bytes, int offset, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[offset + i] = (byte) (value >>> 8 * i);
    }
  }

  private static void walk(BtfTypes types) {
    TypePrinter printer = new TypePrinter(true, false);
    int end = Math.min(types.endId(), 200);
    for (int id = 0; id < end; id++) {
      Type type = types.type(id);
      type.size();
      if (type instanceof StructType struct && struct.members().size() < 100) {
        struct.field("a.b[3].c");
        printer.definition(type);
      }
      types.struct(type.name());
      types.enumerator(type.name());
      types.function(type.name());
    }
  }
}
