package io.kwalk.core.memory;

/** Addresses from {@code start} up to, not including, {@code end}. */
public record AddressRange(long start, long end) {
  /** Whether {@code address} lies in it. */
  public boolean contains(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }
}
