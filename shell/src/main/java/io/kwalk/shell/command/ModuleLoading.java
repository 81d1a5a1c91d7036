package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.debuginfo.ModuleFiles;
import io.kwalk.linux.debuginfo.ModuleFiles.ModuleFolder;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Failures;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes debug files of modules into use, and out of it. */
final class ModuleLoading {
  private final Kernel kernel;
  private final ModuleFiles files;

  ModuleLoading(Kernel kernel) {
    this.kernel = kernel;
    this.files = kernel.debugFiles().modules();
  }

  /**
   * The loaded module {@code name}.
   *
   * @throws CommandException if there is none
   */
  KernelModule module(String name) throws CommandException {
    // As modprobe does: the kernel's names have no dashes.
    String wanted = name.replace('-', '_');
    for (KernelModule module : kernel.modules()) {
      if (module.name().equals(wanted) || module.name().equals(name)) {
        return module;
      }
    }
    throw CommandException.usage(name + ": no such module is loaded");
  }

  /**
   * Takes {@code file} into use, or searches one.
   *
   * @throws CommandException if there is none, or it does not fit
   */
  void load(KernelModule module, @Nullable String file) throws CommandException {
    if (file != null) {
      loadFile(module, file);
    } else if (files.load(module).isEmpty()) {
      throw new CommandException(
          "cannot find or load object file for " + Text.escape(module.name()) + " module");
    }
  }

  private void loadFile(KernelModule module, String file) throws CommandException {
    String start = Text.escape(module.name()) + ": cannot find or load object file: ";
    try {
      files.load(module, Path.of(file));
    } catch (IOException failure) {
      throw new CommandException(start + Failures.ofFile(failure));
    } catch (DebugInfoException | InvalidPathException failure) {
      throw new CommandException(start + Text.escape(String.valueOf(failure.getMessage())));
    }
  }

  /**
   * Searches files of all {@code modules}, in {@code folder} alone if it is not null; warns of each
   * module without one.
   *
   * @throws CommandException if the folder is none
   */
  void loadAll(List<KernelModule> modules, @Nullable String folder, Output output)
      throws CommandException {
    ModuleFolder only = folder == null ? null : files.folder(folder(folder));
    for (KernelModule module : modules) {
      output.checkInterrupted();
      if ((only == null ? files.load(module) : files.loadFrom(module, only)).isEmpty()) {
        output.warn(
            "cannot find or load object file for " + Text.escape(module.name()) + " module");
      }
    }
  }

  private static Path folder(String name) throws CommandException {
    try {
      Path folder = Path.of(name);
      if (Files.isDirectory(folder)) {
        return folder;
      }
    } catch (InvalidPathException _) {
      // Said below.
    }
    throw CommandException.usage(name + " is not a directory");
  }

  /** Takes the module's file out of use; none is searched any more. */
  void unload(KernelModule module) {
    files.unload(module);
  }
}
