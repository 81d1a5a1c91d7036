package io.kwalk.linux.signal;

/**
 * What a process does on a signal (struct k_sigaction).
 *
 * @param number from 1 on
 * @param address of the k_sigaction
 * @param handler user address; 0 default, 1 ignored
 * @param mask signals blocked meanwhile
 * @param flags SA_* bits
 */
public record SignalAction(int number, long address, long handler, long mask, long flags) {}
