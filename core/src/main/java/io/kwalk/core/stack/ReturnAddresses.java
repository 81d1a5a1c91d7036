package io.kwalk.core.stack;

/**
 * Who a return address leads to: tracers replace some by the address of a trampoline, and keep the
 * caller's elsewhere.
 */
@FunctionalInterface
public interface ReturnAddresses {
  /** Nothing was replaced. */
  ReturnAddresses AS_FOUND = (address, _) -> address;

  /**
   * The caller's address; {@code address} itself where it was not replaced, or where what was kept
   * is lost. Never throws a fault.
   *
   * @param address what the stack has
   * @param at where on the stack it was read
   */
  long original(long address, long at);
}
