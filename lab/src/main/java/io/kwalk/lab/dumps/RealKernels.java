package io.kwalk.lab.dumps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kernels with debug files that the lab fetched: {@code $LAB/kernels/RELEASE}, each with {@code
 * vmlinux} and {@code debug-modules/}.
 */
public final class RealKernels {
  private RealKernels() {}

  /** Their folders, in the order of their names. */
  public static List<Path> all() {
    Path kernels = RealDumps.lab().resolve("kernels");
    if (!Files.isDirectory(kernels)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(kernels)) {
      return entries.sorted().filter(entry -> Files.isReadable(entry.resolve("vmlinux"))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The debug file of a module of the kernel in {@code folder}. */
  public static Optional<Path> module(Path folder, String name) {
    Path modules = folder.resolve("debug-modules");
    if (!Files.isDirectory(modules)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(modules, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(file -> file.endsWith(name + ".ko")).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
