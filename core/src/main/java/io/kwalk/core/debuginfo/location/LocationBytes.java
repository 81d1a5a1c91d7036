package io.kwalk.core.debuginfo.location;

import io.kwalk.core.debuginfo.elf.SectionReader;
import io.kwalk.core.debuginfo.location.Location.Piece;
import io.kwalk.core.debuginfo.location.Location.Reason;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The bytes of a value that lies in no memory, as they would lie there: of registers, constants and
 * pieces.
 */
public final class LocationBytes {
  private final byte[] bytes;
  private final byte[] known;
  private final ByteOrder order;
  private Location.Missing missing = Location.OPTIMIZED_OUT;

  private LocationBytes(int size, ByteOrder order) {
    this.bytes = new byte[size];
    this.known = new byte[size];
    this.order = order;
  }

  /**
   * Gathers the bytes.
   *
   * @param size of the value, as its type says; the caller bounds it
   */
  public static LocationBytes of(Location location, int size, ExpressionContext context) {
    LocationBytes gathered = new LocationBytes(size, context.memory().byteOrder());
    if (location instanceof Location.Composite composite) {
      long at = 0;
      for (Piece piece : composite.pieces()) {
        gathered.put(piece, at, context);
        at += piece.bitSize();
      }
    } else {
      gathered.put(new Piece(location, 0, 8L * size), 0, context);
    }
    return gathered;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether all of a byte is known. */
  public boolean isKnown(int index) {
    return known[index] == -1;
  }

  /** Why some of it is not known; empty if all is. */
  public Optional<Location.Missing> missing() {
    for (int i = 0; i < known.length; i++) {
      if (!isKnown(i)) {
        return Optional.of(missing);
      }
    }
    return Optional.empty();
  }

  /** Whether nothing of it is known. */
  public boolean isLost() {
    for (byte mask : known) {
      if (mask != 0) {
        return false;
      }
    }
    return true;
  }

  private void put(Piece piece, long at, ExpressionContext context) {
    try {
      switch (piece.location()) {
        case Location.InRegister in -> number(piece, at, context.register(in.register()));
        case Location.Known value -> number(piece, at, value.bits());
        case Location.KnownBytes value -> implicit(piece, at, value.bytes());
        case Location.InMemory memory -> memory(piece, at, memory.address(), context.memory());
        case Location.Missing why -> missing = why;
        case Location.ImplicitPointer _ ->
            missing =
                new Location.Missing(Reason.OPTIMIZED_OUT, "what it points to has no address");
        case Location.Composite _ ->
            missing = new Location.Missing(Reason.DAMAGED, "pieces in a piece");
      }
    } catch (UnavailableException unavailable) {
      missing = unavailable.missing();
    } catch (MemoryFault fault) {
      missing = new Location.Missing(Reason.MEMORY, fault.getMessage());
    }
  }

  /** Low bits of a register or a computed value. */
  private void number(Piece piece, long at, long value) {
    long count = Math.min(piece.bitSize(), 64);
    for (int i = 0; i < count; i++) {
      long source = piece.bitOffset() + i;
      long bit = source < 64 ? value >>> source & 1 : 0;
      // A number's lowest bit comes first in memory, or last.
      set(order == ByteOrder.LITTLE_ENDIAN ? at + i : at + piece.bitSize() - 1 - i, bit);
    }
  }

  private void implicit(Piece piece, long at, SectionReader source) {
    copy(piece, at, source.at(0).bytes(source.size()), piece.bitOffset());
  }

  private void memory(Piece piece, long at, long address, Memory memory) {
    long first = piece.bitOffset();
    long wanted = Math.min(piece.bitSize(), 8L * bytes.length - at);
    if (wanted > 0) {
      int length = (int) (((first & 7) + wanted + 7) / 8);
      copy(piece, at, memory.read(address + first / 8, length), first & 7);
    }
  }

  private void copy(Piece piece, long at, byte[] source, long first) {
    long end = Math.min(piece.bitSize(), 8L * source.length - first);
    for (long i = 0; i < end && at + i < 8L * bytes.length; i++) {
      set(at + i, source[(int) ((first + i) >> 3)] >> shift(first + i) & 1);
    }
  }

  /** Bits of memory are counted from the lowest one of a byte on, or from the highest. */
  private int shift(long bit) {
    int inByte = (int) (bit & 7);
    return order == ByteOrder.LITTLE_ENDIAN ? inByte : 7 - inByte;
  }

  private void set(long bit, long value) {
    if (bit < 0 || bit >= 8L * bytes.length) {
      return;
    }
    int index = (int) (bit >> 3);
    int mask = 1 << shift(bit);
    known[index] |= (byte) mask;
    if (value != 0) {
      bytes[index] |= (byte) mask;
    }
  }

  /** The first bytes as a number, at most eight. */
  public long number() {
    return ByteArrays.unsigned(bytes, 0, Math.min(bytes.length, 8), order);
  }
}
