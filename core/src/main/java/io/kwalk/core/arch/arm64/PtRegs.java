package io.kwalk.core.arch.arm64;

/**
 * What of struct pt_regs differs between kernels (arch/arm64/include/asm/ptrace.h).
 *
 * @param size of the struct
 * @param frameRecord offset of the member stackframe, a frame record for unwinders
 * @param frameType offset of the type behind the record (struct frame_record_meta, since 6.13); -1
 *     of older kernels, whose record is that of the code that was interrupted
 */
public record PtRegs(int size, int frameRecord, int frameType) {
  /** FRAME_META_TYPE_PT_REGS (arch/arm64/include/asm/stacktrace/frame.h). */
  public static final long TYPE_PT_REGS = 2;
}
