package io.kwalk.core.arch.x86_64;

import io.kwalk.core.arch.RegisterNumbers;
import java.util.List;

/** System V ABI, AMD64 supplement 1.0, figures 3.4 and 3.36. */
public final class X86RegisterNumbers {
  public static final int RBX = 3;
  public static final int RBP = 6;
  public static final int RSP = 7;
  public static final int RETURN_ADDRESS = 16;

  private static final long KEPT =
      1 << RBX | 1 << RBP | 1 << RSP | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 15;

  public static final RegisterNumbers NUMBERS =
      new RegisterNumbers(
          List.of(
              "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11",
              "r12", "r13", "r14", "r15", "rip"),
          RSP,
          RETURN_ADDRESS,
          KEPT);

  private X86RegisterNumbers() {}
}
