package io.kwalk.core.debuginfo.kallsyms;

/** The kallsyms tables are not what the kernel writes: damaged memory, or not at this address. */
public final class MalformedKallsymsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long address;

  public MalformedKallsymsException(long address, String reason) {
    super("kallsyms at " + Long.toHexString(address) + ": " + reason);
    this.address = address;
  }

  /** The address of the table at fault. */
  public long address() {
    return address;
  }
}
