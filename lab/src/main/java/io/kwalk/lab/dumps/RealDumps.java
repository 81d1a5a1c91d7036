package io.kwalk.lab.dumps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real dumps of this machine: the sample of the repository, those of {@code shared/dumps}
 * beside the repository, and those that the lab made ({@code $LAB/dumps}, by default {@code
 * ~/.cache/kernel-lab/dumps}).
 */
public final class RealDumps {
  private RealDumps() {}

  /** All of them, the sample first. */
  public static List<RealDump> all() {
    List<RealDump> dumps = new ArrayList<>();
    dumps.add(sample());
    dumps.addAll(in(repository().resolveSibling("shared").resolve("dumps")));
    dumps.addAll(in(lab().resolve("dumps")));
    // The lab keeps copies of shared dumps under the same names.
    List<String> seen = new ArrayList<>();
    dumps.removeIf(dump -> seen.contains(dump.name()) || !seen.add(dump.name()));
    dumps.removeIf(RealDumps::lacksSlabs);
    return List.copyOf(dumps);
  }

  /** Those whose slab pages an old makedumpfile left out, of 6.12: nothing in them is whole. */
  public static List<RealDump> withoutSlabs() {
    return in(lab().resolve("dumps")).stream().filter(RealDumps::lacksSlabs).toList();
  }

  private static boolean lacksSlabs(RealDump dump) {
    return dump.name().endsWith("old");
  }

  /** Those and the dumps that QEMU wrote of arm64 guests. */
  public static List<RealDump> ofAllMachines() {
    List<RealDump> dumps = new ArrayList<>(all());
    dumps.addAll(in(lab().resolve("dumps"), RealDump.QEMU_VMCORE));
    return List.copyOf(dumps);
  }

  /** Those of all machines whose guests recorded all these files: not one is missing or empty. */
  public static Stream<RealDump> withRecordsOf(String... files) {
    return ofAllMachines().stream()
        .filter(dump -> Stream.of(files).allMatch(file -> dump.oracle(file).toFile().length() > 0));
  }

  /** Those that {@code lab/scripts/dump-swap} made, in {@code $LAB/swapped}. */
  public static List<RealDump> ofSwappedPages() {
    return in(lab().resolve("swapped"));
  }

  /**
   * Those that crashed under a BPF scheduler: what {@code lab/scripts/dump-ext} made, in {@code
   * $LAB/extensible}, and others with a record of one.
   */
  public static List<RealDump> ofBpfSchedulers() {
    List<RealDump> dumps = new ArrayList<>(all());
    dumps.addAll(in(lab().resolve("extensible")));
    dumps.removeIf(dump -> !Files.exists(dump.oracle("scx/trace.txt")));
    return List.copyOf(dumps);
  }

  /** The repository's own. */
  public static RealDump sample() {
    return new RealDump(repository().resolve("samples"));
  }

  /** The dump {@code name}, if this machine has it. */
  public static Optional<RealDump> named(String name) {
    return all().stream().filter(dump -> dump.name().equals(name)).findFirst();
  }

  /** The checkout that the tests run in. */
  public static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !Files.exists(folder.resolve("samples/release"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** Where the lab keeps what it made: {@code LAB}, or {@code ~/.cache/kernel-lab}. */
  public static Path lab() {
    String lab = System.getenv("LAB");
    return lab != null && !lab.isEmpty()
        ? Path.of(lab)
        : Path.of(System.getProperty("user.home"), ".cache", "kernel-lab");
  }

  private static List<RealDump> in(Path folder) {
    return in(folder, "vmcore");
  }

  private static List<RealDump> in(Path folder, String vmcore) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .sorted()
          .filter(entry -> Files.isReadable(entry.resolve(vmcore)))
          .map(RealDump::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
