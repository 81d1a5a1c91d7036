package io.kwalk.core.image.page;

import io.kwalk.core.image.PageState;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.file.Extents;
import java.nio.ByteOrder;

/**
 * Physical memory whose bytes stand in a mapped file as they are: read from there, without a cache.
 */
public final class PlainMemory extends ExtentMemory {
  private static final int PRESENT = PageState.PRESENT.ordinal();

  private final DumpFile file;

  /**
   * @param extents sources are offsets in the file, tags ordinals of {@link PageState}
   */
  public PlainMemory(DumpFile file, ByteOrder byteOrder, int pageSize, Extents extents) {
    super(byteOrder, pageSize, extents);
    this.file = file;
  }

  @Override
  boolean copy(int extent, long within, byte[] target, int at, int length) {
    file.read(extents.source(extent) + within, target, at, length);
    return true;
  }

  @Override
  public int u8(long address) {
    long place = place(address, 1);
    return place >= 0 ? file.u8(place) : super.u8(address);
  }

  @Override
  public int u16(long address) {
    long place = place(address, 2);
    return place >= 0 ? file.u16(place, byteOrder()) : super.u16(address);
  }

  @Override
  public long u32(long address) {
    long place = place(address, 4);
    return place >= 0 ? file.u32(place, byteOrder()) : super.u32(address);
  }

  @Override
  public long u64(long address) {
    long place = place(address, 8);
    return place >= 0 ? file.u64(place, byteOrder()) : super.u64(address);
  }

  /** Where in the file all of the bytes stand in a row, or -1. */
  private long place(long address, int length) {
    int extent = extents.find(address);
    boolean whole =
        extent >= 0 && extents.end(extent) - address >= length && extents.tag(extent) == PRESENT;
    return whole ? extents.source(extent) + (address - extents.start(extent)) : -1;
  }
}
