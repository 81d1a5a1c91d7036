package io.kwalk.linux.log;

import java.util.List;

/**
 * One message of printk.
 *
 * @param sequence its number, counted from boot
 * @param nanoseconds local_clock() when it was made
 * @param facility syslog's; 0 is the kernel's own
 * @param level 0 (emergency) to 7 (debug)
 * @param flags LOG_NEWLINE 2, LOG_CONT 8
 * @param callerId the thread's id, or with bit 31 set the processor's number
 * @param text not escaped; may hold line ends
 * @param subsystem of the device it is about ("pci"), or ""
 * @param device "+pci:0000:00:02.0", or ""
 * @param lost why the text could not be read, or ""
 */
public record LogRecord(
    long sequence,
    long nanoseconds,
    int facility,
    int level,
    int flags,
    long callerId,
    String text,
    String subsystem,
    String device,
    String lost) {
  private static final long CALLER_IS_CPU = 0x8000_0000L;

  /** The lines of the text. */
  public List<String> lines() {
    return List.of(text.split("\n", -1));
  }

  /** "T299" for a thread, "C1" for a processor. */
  public String caller() {
    return (callerId & CALLER_IS_CPU) != 0 ? "C" + (callerId & ~CALLER_IS_CPU) : "T" + callerId;
  }
}
