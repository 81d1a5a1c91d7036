package io.kwalk.lab.debuginfo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes BTF (include/uapi/linux/btf.h). Each method adds one type and gives its id, so that later
 * types can refer to it; ids may also be named before they exist, or never exist.
 */
public final class BtfWriter {
  /** A member of a struct or union; {@code bits} 0 is no bit-field. */
  public record Member(String name, int type, int bitOffset, int bits) {
    public Member(String name, int type, int bitOffset) {
      this(name, type, bitOffset, 0);
    }
  }

  /** A constant of an enum. */
  public record Constant(String name, long value) {}

  /** A parameter of a function; name "" and type 0 at the end is "...". */
  public record Parameter(String name, int type) {}

  private final ByteOrder order;
  private final int firstString;
  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> offsets = new HashMap<>();
  private byte[] layout = {};
  private int nextId;

  public BtfWriter() {
    this(ByteOrder.LITTLE_ENDIAN);
  }

  public BtfWriter(ByteOrder order) {
    this(order, 1, 0);
    string("");
  }

  private BtfWriter(ByteOrder order, int firstId, int firstString) {
    this.order = order;
    this.nextId = firstId;
    this.firstString = firstString;
    offsets.put("", 0);
  }

  /** A writer of BTF that is split from this one as it is now. */
  public BtfWriter split() {
    return new BtfWriter(order, nextId, firstString + strings.size());
  }

  private int string(String text) {
    if (text.isEmpty() && (firstString != 0 || strings.size() != 0)) {
      return 0;
    }
    Integer known = strings.size() == 0 ? null : offsets.get(text);
    if (known != null) {
      return known;
    }
    int offset = firstString + strings.size();
    strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    strings.write(0);
    offsets.put(text, offset);
    return offset;
  }

  private void word(long value) {
    types.writeBytes(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
  }

  /** Any type: its three words; what follows them is added with {@link #words}. */
  public int type(int kind, boolean flag, int length, String name, long sizeOrType) {
    word(string(name));
    word((flag ? 1L << 31 : 0) | (long) kind << 24 | length);
    word(sizeOrType);
    return nextId++;
  }

  /** Words behind the type added last. */
  public BtfWriter words(long... values) {
    for (long value : values) {
      word(value);
    }
    return this;
  }

  /**
   * An integer.
   *
   * @param encoding 1 signed, 2 character, 4 boolean
   */
  public int integer(String name, int size, int encoding) {
    return integer(name, size, encoding, 0, 8 * size);
  }

  /** An integer that is narrower than its storage, as old bit-fields are. */
  public int integer(String name, int size, int encoding, int bitOffset, int bits) {
    int id = type(1, false, 0, name, size);
    words((long) encoding << 24 | (long) bitOffset << 16 | bits);
    return id;
  }

  public int pointer(int target) {
    return type(2, false, 0, "", target);
  }

  public int array(int element, int index, long count) {
    int id = type(3, false, 0, "", 0);
    words(element, index, count);
    return id;
  }

  public int struct(String name, int size, Member... members) {
    return composite(4, name, size, members);
  }

  public int union(String name, int size, Member... members) {
    return composite(5, name, size, members);
  }

  private int composite(int kind, String name, int size, Member... members) {
    boolean bitFields = false;
    for (Member member : members) {
      bitFields |= member.bits() != 0;
    }
    int id = type(kind, bitFields, members.length, name, size);
    for (Member member : members) {
      words(string(member.name()), member.type(), (long) member.bits() << 24 | member.bitOffset());
    }
    return id;
  }

  public int enumeration(String name, int size, boolean signed, Constant... constants) {
    int id = type(6, signed, constants.length, name, size);
    for (Constant constant : constants) {
      words(string(constant.name()), constant.value());
    }
    return id;
  }

  public int enumeration64(String name, boolean signed, Constant... constants) {
    int id = type(19, signed, constants.length, name, 8);
    for (Constant constant : constants) {
      words(string(constant.name()), constant.value(), constant.value() >>> 32);
    }
    return id;
  }

  public int forward(String name, boolean union) {
    return type(7, union, 0, name, 0);
  }

  public int typedef(String name, int target) {
    return type(8, false, 0, name, target);
  }

  public int isVolatile(int target) {
    return type(9, false, 0, "", target);
  }

  public int isConst(int target) {
    return type(10, false, 0, "", target);
  }

  public int restrict(int target) {
    return type(11, false, 0, "", target);
  }

  public int function(String name, int prototype) {
    return type(12, false, 1, name, prototype);
  }

  public int prototype(int returned, Parameter... parameters) {
    int id = type(13, false, parameters.length, "", returned);
    for (Parameter parameter : parameters) {
      words(string(parameter.name()), parameter.type());
    }
    return id;
  }

  public int variable(String name, int type) {
    int id = type(14, false, 0, name, type);
    words(1);
    return id;
  }

  /** A section with one variable in it. */
  public int section(String name, int variable, int size) {
    int id = type(15, false, 1, name, size);
    words(variable, 0, size);
    return id;
  }

  public int real(String name, int size) {
    return type(16, false, 0, name, size);
  }

  public int declarationTag(String name, int target) {
    int id = type(17, false, 0, name, target);
    words(-1);
    return id;
  }

  public int typeTag(String name, int target) {
    return type(18, false, 0, name, target);
  }

  /**
   * Says how long types of {@code kind} and all below it are: {@code fixed} + length × {@code
   * element} bytes.
   */
  public BtfWriter layout(int kind, int fixed, int element) {
    layout = new byte[4 * (kind + 1)];
    layout[4 * kind] = (byte) fixed;
    layout[4 * kind + 1] = (byte) element;
    return this;
  }

  public byte[] bytes() {
    int header = layout.length == 0 ? 24 : 32;
    ByteBuffer out =
        ByteBuffer.allocate(header + types.size() + strings.size() + layout.length).order(order);
    out.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(header);
    out.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
    if (layout.length != 0) {
      out.putInt(types.size() + strings.size()).putInt(layout.length);
    }
    return out.put(types.toByteArray()).put(strings.toByteArray()).put(layout).array();
  }
}
