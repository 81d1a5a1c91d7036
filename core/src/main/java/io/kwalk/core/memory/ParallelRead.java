package io.kwalk.core.memory;

import org.jspecify.annotations.Nullable;

/**
 * One long read by two threads: pages of a dump are decompressed as they are read, and megabytes of
 * them are a good part of a start.
 */
public final class ParallelRead {
  /** Below this many bytes a thread costs more than it brings. */
  private static final int LEAST = 1 << 18;

  private static final int PAGE = 4096;

  private ParallelRead() {}

  /**
   * As {@link Memory#read(long, int)}. The caller bounds {@code length}.
   *
   * @throws MemoryFault at the first byte that is not there
   */
  public static byte[] read(Memory memory, long address, int length) {
    if (length < LEAST || Runtime.getRuntime().availableProcessors() == 1) {
      return memory.read(address, length);
    }
    byte[] bytes = new byte[length];
    int half = (int) (((address + length / 2) & -PAGE) - address);
    SecondHalf rest = new SecondHalf(memory, address, bytes, half);
    Thread helper = Thread.ofPlatform().daemon().name("kwalk-read").start(rest);
    try {
      memory.read(address, bytes, 0, half);
    } finally {
      join(helper);
    }
    RuntimeException failure = rest.failure;
    if (failure != null) {
      throw failure;
    }
    return bytes;
  }

  private static void join(Thread helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.join();
        break;
      } catch (InterruptedException _) {
        // The bytes are still being written; the caller sees the interrupt afterwards.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class SecondHalf implements Runnable {
    private final Memory memory;
    private final long address;
    private final byte[] bytes;
    private final int from;
    private @Nullable RuntimeException failure;

    SecondHalf(Memory memory, long address, byte[] bytes, int from) {
      this.memory = memory;
      this.address = address;
      this.bytes = bytes;
      this.from = from;
    }

    @Override
    public void run() {
      try {
        memory.read(address + from, bytes, from, bytes.length - from);
      } catch (RuntimeException problem) {
        failure = problem;
      }
    }
  }
}
