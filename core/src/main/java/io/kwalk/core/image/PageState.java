package io.kwalk.core.image;

/** What a dump has of one physical page. */
public enum PageState {
  /** Its bytes are in the file. */
  PRESENT,
  /** Left out because it held only zeros; reads as zeros. */
  ZERO,
  /** Left out by the dump filter (makedumpfile -d). */
  EXCLUDED,
  /** No memory of the machine, as far as the dump says. */
  NOT_COVERED,
  /** The file ends before its bytes. */
  CUT_OFF,
  /** Its descriptor or compressed bytes make no sense. */
  DAMAGED
}
