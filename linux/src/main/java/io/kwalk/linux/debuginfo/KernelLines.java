package io.kwalk.linux.debuginfo;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.InlinedFrame;
import io.kwalk.core.debuginfo.Lines;
import io.kwalk.core.debuginfo.SourceLine;
import io.kwalk.core.debuginfo.file.DebugFile;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.module.KernelModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The source lines of the whole kernel: of vmlinux and of the modules, as far as there are debug
 * files. What a damaged file cannot tell is not known; {@link Kernel#notes} says so, once a file.
 */
public final class KernelLines implements Lines {
  private final Kernel kernel;
  private final Set<DebugFile> damaged = ConcurrentHashMap.newKeySet();

  public KernelLines(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public Optional<SourceLine> at(long address) {
    return line(address, Lines::at);
  }

  @Override
  public Optional<SourceLine> ofFunction(long address) {
    return line(address, Lines::ofFunction);
  }

  private interface Question {
    Optional<SourceLine> ask(Lines lines, long address);
  }

  private Optional<SourceLine> line(long address, Question question) {
    DebugFile file = kernel.debugFiles().of(address).orElse(null);
    if (file == null) {
      return Optional.empty();
    }
    try {
      return question.ask(file.lines(), address);
    } catch (DebugInfoException damage) {
      note(file, damage);
      return Optional.empty();
    }
  }

  @Override
  public List<InlinedFrame> frames(long address) {
    DebugFile file = kernel.debugFiles().of(address).orElse(null);
    if (file == null) {
      return List.of();
    }
    try {
      return file.lines().frames(address);
    } catch (DebugInfoException damage) {
      note(file, damage);
      return List.of();
    }
  }

  /** See {@link Lines}. Of the modules, those whose files are in use already are asked. */
  @Override
  public List<Long> addresses(String path, int line) {
    List<Long> found = new ArrayList<>();
    List<DebugFile> files = new ArrayList<>();
    kernel.debugFiles().vmlinux().ifPresent(files::add);
    for (KernelModule module : kernel.modules()) {
      kernel.debugFiles().modules().known(module).ifPresent(files::add);
    }
    for (DebugFile file : files) {
      try {
        found.addAll(file.lines().addresses(path, line));
      } catch (DebugInfoException damage) {
        note(file, damage);
      }
    }
    Collections.sort(found, Long::compareUnsigned);
    return List.copyOf(found);
  }

  private void note(DebugFile file, DebugInfoException damage) {
    if (damaged.add(file)) {
      kernel.note("source lines: " + damage.getMessage());
    }
  }
}
