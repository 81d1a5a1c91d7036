package io.kwalk.core.stack;

import io.kwalk.core.arch.RegisterLayout;
import io.kwalk.core.arch.RegisterName;
import io.kwalk.core.arch.RegisterNumbers;
import java.util.OptionalLong;

/**
 * The registers of one frame, by DWARF number, as far as they are known. Immutable.
 *
 * @see RegisterRecovery
 */
public final class RegisterSet {
  private final RegisterNumbers numbers;
  private final long[] values;
  private final boolean[] known;
  private final String why;
  private final boolean confirmed;

  private RegisterSet(
      RegisterNumbers numbers, long[] values, boolean[] known, String why, boolean confirmed) {
    this.numbers = numbers;
    this.values = values;
    this.known = known;
    this.why = why;
    this.confirmed = confirmed;
  }

  /**
   * Those that are known.
   *
   * @param why the others are not known
   */
  public static RegisterSet of(Registers registers, String why) {
    RegisterLayout layout = registers.layout();
    Builder builder = new Builder(layout.numbers(), why);
    for (int i = 0; i < layout.byNumber().size(); i++) {
      RegisterName name = layout.byNumber().get(i);
      if (registers.has(name)) {
        builder.put(i, registers.value(name));
      }
    }
    return builder.build();
  }

  public RegisterNumbers numbers() {
    return numbers;
  }

  public boolean has(int number) {
    return number >= 0 && number < known.length && known[number];
  }

  public OptionalLong get(int number) {
    return has(number) ? OptionalLong.of(values[number]) : OptionalLong.empty();
  }

  /**
   * Whether the frame was found twice, by the trace and by the call frame information of what it
   * called: it made a call to the code of the frame before.
   */
  public boolean isConfirmed() {
    return confirmed;
  }

  /** Why a register is not known: "rcx is clobbered by the call". */
  public String why(int number) {
    return numbers.name(number) + " " + why;
  }

  /** Collects registers. */
  static final class Builder {
    private final RegisterNumbers numbers;
    private final long[] values;
    private final boolean[] known;
    private final String why;
    private boolean confirmed;

    Builder(RegisterNumbers numbers, String why) {
      this.numbers = numbers;
      this.values = new long[numbers.count()];
      this.known = new boolean[numbers.count()];
      this.why = why;
    }

    Builder put(int number, long value) {
      values[number] = value;
      known[number] = true;
      return this;
    }

    Builder forget(int number) {
      known[number] = false;
      return this;
    }

    /** See {@link RegisterSet#isConfirmed}. */
    Builder confirm() {
      confirmed = true;
      return this;
    }

    RegisterSet build() {
      return new RegisterSet(numbers, values, known, why, confirmed);
    }
  }
}
