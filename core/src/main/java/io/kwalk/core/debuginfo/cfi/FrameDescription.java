package io.kwalk.core.debuginfo.cfi;

/**
 * A frame description entry: the rules of one function, or of a part of it.
 *
 * @param start the first address that it covers, as the file was linked
 * @param length bytes that it covers
 * @param instructionsAt where its instructions start in the section
 * @param end behind them
 */
record FrameDescription(
    CommonInformation common, long start, long length, int instructionsAt, int end) {
  boolean covers(long address) {
    return Long.compareUnsigned(address - start, length) < 0;
  }
}
