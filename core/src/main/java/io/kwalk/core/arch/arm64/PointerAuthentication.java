package io.kwalk.core.arch.arm64;

/**
 * Takes authentication codes out of return addresses (FEAT_PAuth).
 *
 * @param mask the bits that a code takes, 0 where there are none
 */
public record PointerAuthentication(long mask) {
  private static final int HALF_BIT = 55;

  /** The address that was signed: the bits of the code are copies of bit 55. */
  public long strip(long address) {
    return (address >>> HALF_BIT & 1) != 0 ? address | mask : address & ~mask;
  }
}
