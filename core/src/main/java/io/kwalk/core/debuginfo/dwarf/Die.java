package io.kwalk.core.debuginfo.dwarf;

import io.kwalk.core.debuginfo.elf.SectionReader;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A debugging information entry (section 2.1). Making one reads its abbreviation code; attributes
 * are found at the first question. For one thread, except {@link Unit#root}.
 */
public final class Die {
  private final Unit unit;
  private final int offset;
  private final Abbreviation abbreviation;
  private final int valuesAt;
  private volatile int @Nullable [] positions;

  Die(Unit unit, int offset, Abbreviation abbreviation, int valuesAt) {
    this.unit = unit;
    this.offset = offset;
    this.abbreviation = abbreviation;
    this.valuesAt = valuesAt;
  }

  public Unit unit() {
    return unit;
  }

  /** Bytes from the start of the section that its unit is in. */
  public int offset() {
    return offset;
  }

  /** DW_TAG_…. */
  public int tag() {
    return abbreviation.tag();
  }

  public boolean hasChildren() {
    return abbreviation.hasChildren();
  }

  /** Where each value starts, and behind the last one. */
  private int[] positions() {
    int[] known = positions;
    if (known == null) {
      int count = abbreviation.forms().length;
      known = new int[count + 1];
      SectionReader at = unit.reader(valuesAt);
      for (int i = 0; i < count; i++) {
        known[i] = at.position();
        AttributeForms.skip(at, abbreviation.forms()[i], unit.header());
      }
      known[count] = at.position();
      positions = known;
    }
    return known;
  }

  /** Whether it has the attribute {@code name}, a DW_AT_…. */
  public boolean has(int name) {
    return abbreviation.indexOf(name) >= 0;
  }

  /** The value of the attribute {@code name}, a DW_AT_…; null if it has none. */
  public @Nullable AttributeValue attribute(int name) {
    int index = abbreviation.indexOf(name);
    if (index < 0) {
      return null;
    }
    SectionReader at = unit.reader(positions()[index]);
    return AttributeForms.read(
        at, unit, abbreviation.forms()[index], abbreviation.constants()[index]);
  }

  /** DW_AT_name. */
  public Optional<String> name() {
    AttributeValue value = attribute(DwAt.DW_AT_name);
    return value == null ? Optional.empty() : Optional.of(value.string());
  }

  /** A constant without its sign. */
  public OptionalLong unsigned(int name) {
    AttributeValue value = attribute(name);
    return value == null || !value.isConstant()
        ? OptionalLong.empty()
        : OptionalLong.of(value.unsigned());
  }

  /** A flag; false if it is not there. */
  public boolean flag(int name) {
    AttributeValue value = attribute(name);
    return value != null && value.unsigned() != 0;
  }

  /** The entry that an attribute refers to. */
  public Optional<Die> reference(int name) {
    AttributeValue value = attribute(name);
    return value == null || !value.isReference()
        ? Optional.empty()
        : Optional.of(value.reference());
  }

  /** The entries directly below this one. */
  public Iterable<Die> children() {
    return () -> new Children(abbreviation.hasChildren() ? firstChild() : null);
  }

  private @Nullable Die firstChild() {
    int[] known = positions();
    return childAt(known[known.length - 1]);
  }

  /** Some producers leave out the end of the last list. */
  private @Nullable Die childAt(int position) {
    return position >= unit.end() ? null : unit.entry(position);
  }

  /** Where the entry behind this one and its children is. */
  int behind() {
    int[] known = positions();
    int end = known[known.length - 1];
    if (!abbreviation.hasChildren()) {
      return end;
    }
    AttributeValue sibling = attribute(DwAt.DW_AT_sibling);
    if (sibling != null && sibling.isReference()) {
      long target = sibling.referenceOffset();
      if (target <= offset || target > unit.end()) {
        throw unit.reader(offset).fault("DW_AT_sibling leads to 0x" + Long.toHexString(target));
      }
      return (int) target;
    }
    return DieSkipper.behindChildren(unit, end);
  }

  private static final class Children implements Iterator<Die> {
    private @Nullable Die next;

    Children(@Nullable Die first) {
      next = first;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Die next() {
      Die current = next;
      if (current == null) {
        throw new NoSuchElementException();
      }
      next = current.childAt(current.behind());
      return current;
    }
  }

  /** The same entry: the same offset in the same file. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Die die && die.offset == offset && die.unit == unit;
  }

  @Override
  public int hashCode() {
    return offset;
  }

  @Override
  public String toString() {
    return "entry at 0x" + Integer.toHexString(offset);
  }
}
