package io.kwalk.shell.launch;

import io.kwalk.linux.debuginfo.DebugInfoSources;
import io.kwalk.linux.debuginfo.Debuginfod;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Which of the files on the command line are what. */
public final class LaunchFiles {
  private static final int ET_CORE = 4;

  private LaunchFiles() {}

  /**
   * The files that are dumps.
   *
   * @throws UsageException if there is no dump
   */
  public static List<String> dumps(LaunchOptions options) throws UsageException {
    List<String> dumps = options.files().stream().filter(file -> !isKernelFile(file)).toList();
    if (dumps.isEmpty()) {
      throw new UsageException("no dump given: kwalk [OPTION…] DUMP, or see kwalk --help");
    }
    return dumps;
  }

  /** Where debug files may come from; a VMLINUX on the command line before all else. */
  public static DebugInfoSources debugInfo(LaunchOptions options) {
    if (options.noDebuginfo()) {
      return DebugInfoSources.NONE;
    }
    List<String> dumps = options.files().stream().filter(file -> !isKernelFile(file)).toList();
    return new DebugInfoSources(
        options.files().stream().filter(LaunchFiles::isKernelFile).map(Path::of).findFirst(),
        options.debugFolders().stream().map(Path::of).toList(),
        options.moduleFolders().stream().map(Path::of).toList(),
        dumps.stream().findFirst().map(Path::of),
        true,
        Debuginfod.of(System.getenv()));
  }

  /** Whether a file is ELF but no core dump: a vmlinux. Unreadable ones are for the opener. */
  private static boolean isKernelFile(String file) {
    try (InputStream stream = Files.newInputStream(Path.of(file))) {
      byte[] header = stream.readNBytes(18);
      boolean elf =
          header.length == 18
              && header[0] == 0x7f
              && header[1] == 'E'
              && header[2] == 'L'
              && header[3] == 'F';
      // e_type, in the byte order that e_ident[EI_DATA] names.
      return elf && (header[5] == 2 ? header[17] : header[16]) != ET_CORE;
    } catch (IOException | InvalidPathException _) {
      return false;
    }
  }

  /**
   * The sample dump of this installation.
   *
   * @throws UsageException if there is none
   */
  public static List<String> sample() throws UsageException {
    String home = System.getProperty("kwalk.home", System.getenv("KWALK_HOME"));
    Path samples = Path.of(home == null ? "." : home, "samples");
    try (Stream<Path> files = Files.list(samples)) {
      List<String> found =
          files
              .filter(Files::isRegularFile)
              .map(Path::toString)
              .filter(name -> name.contains("vmcore"))
              .sorted()
              .toList();
      if (!found.isEmpty()) {
        return List.of(found.getFirst());
      }
    } catch (IOException _) {
      // Said below.
    }
    throw new UsageException(
        samples + ": no sample dump there: run ./kwalk demo in the checkout, or set KWALK_HOME");
  }
}
