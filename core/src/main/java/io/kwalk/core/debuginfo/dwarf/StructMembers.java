package io.kwalk.core.debuginfo.dwarf;

import static io.kwalk.core.debuginfo.dwarf.DwAt.*;
import static io.kwalk.core.debuginfo.dwarf.DwTag.*;

import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.TypeReference;
import io.kwalk.core.debuginfo.elf.SectionReader;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The members of a struct, union or class (sections 5.7.6 and 5.7.10). A base class is a member
 * without a name. Rust's enums are structs with a variant part: the discriminant is a member, the
 * variants are those of an anonymous union.
 */
record StructMembers(DwarfTypes types, Die struct, long size) {
  private static final int DW_OP_plus_uconst = 0x23;
  private static final int DW_OP_constu = 0x10;

  /** What a variant part without a name for its discriminant is read by. */
  private static final String DISCRIMINANT = "__discriminant";

  List<Member> read() {
    List<Member> members = new ArrayList<>();
    for (Die child : struct.children()) {
      switch (child.tag()) {
        case DW_TAG_member -> add(child, members);
        case DW_TAG_inheritance -> members.add(member("", child));
        case DW_TAG_variant_part -> addVariants(child, members);
        default -> {}
      }
    }
    return members;
  }

  /** Static members of a class have no place in it. */
  private void add(Die child, List<Member> members) {
    if (!child.flag(DW_AT_external) && !child.flag(DW_AT_declaration)) {
      members.add(member(child.name().orElse(""), child));
    }
  }

  private void addVariants(Die part, List<Member> members) {
    List<Member> variants = new ArrayList<>();
    for (Die child : part.children()) {
      if (child.tag() == DW_TAG_member) {
        members.add(member(child.name().orElse(DISCRIMINANT), child));
      } else if (child.tag() == DW_TAG_variant) {
        for (Die member : child.children()) {
          if (member.tag() == DW_TAG_member) {
            add(member, variants);
          }
        }
      }
    }
    StructType union = new StructType(true, "", size, () -> variants);
    members.add(new Member("", () -> union, 0, 0));
  }

  private Member member(String name, Die die) {
    TypeReference type = types.declared(die);
    long bits = die.unsigned(DW_AT_bit_size).orElse(0);
    if (bits <= 0 || bits > 64) {
      return new Member(name, type, 8 * location(die), 0);
    }
    return new Member(name, type, bitOffset(die, type, bits), (int) bits);
  }

  /**
   * DW_AT_data_bit_offset counts from the struct's start; before it (DWARF 4), DW_AT_bit_offset
   * counted from the most significant bit of the storage unit.
   */
  private static long bitOffset(Die die, TypeReference type, long bits) {
    OptionalLong fromStart = die.unsigned(DW_AT_data_bit_offset);
    AttributeValue fromTop = die.attribute(DW_AT_bit_offset);
    if (fromStart.isPresent() || fromTop == null) {
      return 8 * location(die) + fromStart.orElse(0);
    }
    if (die.unit().file().elf().byteOrder() == ByteOrder.BIG_ENDIAN) {
      return 8 * location(die) + fromTop.signed();
    }
    long storage = die.unsigned(DW_AT_byte_size).orElseGet(() -> type.resolve().size());
    return 8 * (location(die) + storage) - fromTop.signed() - bits;
  }

  /** Bytes from the struct's start; 0 without, as members of unions have none. */
  private static long location(Die die) {
    AttributeValue value = die.attribute(DW_AT_data_member_location);
    if (value == null) {
      return 0;
    }
    if (value.isConstant()) {
      return value.unsigned();
    }
    SectionReader block = value.block();
    int operation = block.u8();
    if (operation == DW_OP_plus_uconst || operation == DW_OP_constu) {
      return block.uleb();
    }
    throw block.fault(0, "a member's place by DW_OP 0x" + Integer.toHexString(operation));
  }
}
