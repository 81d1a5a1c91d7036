package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.RealDump;
import io.kwalk.lab.dumps.RealDumps;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a dump holds against those that the guest recorded before it crashed, each by a rule of
 * what can happen in between: the guest goes on with its load, writes its record, loads the crash
 * kernel (kexec reads kernel and initial file system, some 60 MiB), and runs a shell for that.
 */
final class OracleRows {
  private final List<String> wrong = new ArrayList<>();
  private int rows;

  /** The dumps whose guests recorded {@code file}. */
  static Stream<RealDump> dumps(String file) {
    return RealDumps.ofAllMachines().stream()
        .filter(dump -> dump.oracle(file).toFile().length() > 0);
  }

  /** The lines of a record, each in words. */
  static List<String[]> words(RealDump dump, String file) throws IOException {
    return Files.readAllLines(dump.oracle(file)).stream()
        .map(line -> line.strip().split("\\s+"))
        .toList();
  }

  /** What does not change. */
  void same(String name, @Nullable Object recorded, @Nullable Object found) {
    row(name, recorded, found, Objects.equals(recorded, found));
  }

  /** What counts since boot, by at most {@code most} in that time. */
  void grows(String name, long recorded, long found, long most) {
    row(name, recorded, found, found >= recorded && found - recorded <= most);
  }

  /** What rises and falls, by at most {@code most} in that time. */
  void moves(String name, long recorded, long found, long most) {
    row(name, recorded, found, Math.abs(found - recorded) <= most);
  }

  /** Another rule. */
  void row(String name, @Nullable Object recorded, @Nullable Object found, boolean isRight) {
    rows++;
    if (!isRight) {
      wrong.add(name + ": recorded " + recorded + ", in the dump " + found);
    }
  }

  /** Fails with all rows that are wrong, and if there were fewer than {@code atLeast} rows. */
  void check(int atLeast) {
    assertEquals("", String.join("\n", wrong));
    assertTrue(rows >= atLeast, rows + " rows");
  }
}
