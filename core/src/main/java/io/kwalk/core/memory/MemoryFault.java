package io.kwalk.core.memory;

/**
 * An address that could not be read, and why. Thrown often (a walk meets many missing pages), so it
 * carries no stack trace.
 */
public final class MemoryFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose address it is. */
  public enum Space {
    PHYSICAL,
    KERNEL,
    USER
  }

  /** Why there are no bytes. */
  public enum Reason {
    /** No page table entry maps it. */
    NOT_MAPPED("not mapped"),
    /** Its page was swapped out, or is otherwise not present though the entry is not empty. */
    NOT_PRESENT("page not present"),
    /** Left out of the dump on purpose (makedumpfile's dump level). */
    EXCLUDED("page excluded by the dump filter"),
    /** No memory range of the dump holds it. */
    NOT_COVERED("not covered by the dump"),
    /** The file ends before it. */
    CUT_OFF("page cut off: the dump file is incomplete"),
    /** Its bytes in the file are damaged. */
    DAMAGED("page damaged in the dump file"),
    /** Bytes of a variable that the compiler kept nowhere. */
    OPTIMIZED_OUT("optimized out"),
    /** Not an address at all on this architecture. */
    INVALID("not a valid address");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** The reason in words, for messages. */
    public String text() {
      return text;
    }
  }

  private final Space space;
  private final long address;
  private final Reason reason;

  public MemoryFault(Space space, long address, Reason reason) {
    super(null, null, false, false);
    this.space = space;
    this.address = address;
    this.reason = reason;
  }

  public Space space() {
    return space;
  }

  /** The first address that could not be read. */
  public long address() {
    return address;
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    if (reason == Reason.OPTIMIZED_OUT) {
      // It has no address of its own.
      return reason.text();
    }
    String whose =
        switch (space) {
          case PHYSICAL -> "physical address ";
          case KERNEL -> "kernel virtual address ";
          case USER -> "user virtual address ";
        };
    return whose + Long.toHexString(address) + ": " + reason.text();
  }
}
