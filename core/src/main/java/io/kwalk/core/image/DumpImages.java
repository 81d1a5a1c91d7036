package io.kwalk.core.image;

import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.file.MappedFile;
import io.kwalk.core.image.kdump.KdumpImage;
import java.util.ArrayList;
import java.util.List;

/** Opens dump files of every format; what a file is, its content says, never its name. */
public final class DumpImages {
  private DumpImages() {}

  /**
   * Opens one dump. Reads headers and notes only, in time that does not grow with the dump.
   *
   * @param arguments a file; or all pieces of one split dump; or raw images, each {@code
   *     FILE@0xADDRESS}
   * @throws DumpOpenException where that is no dump, or none that can be read
   */
  public static DumpImage open(List<String> arguments, ImageOptions options)
      throws DumpOpenException {
    List<DumpFile> files = new ArrayList<>();
    try {
      for (String argument : arguments) {
        files.add(MappedFile.open(argument));
      }
      return open(files, options);
    } catch (DumpOpenException | RuntimeException problem) {
      files.forEach(DumpFile::close);
      throw problem;
    }
  }

  private static DumpImage open(Iterable<DumpFile> files, ImageOptions options)
      throws DumpOpenException {
    List<DumpFile> kdump = new ArrayList<>();
    for (DumpFile file : files) {
      if (!KdumpImage.recognises(file)) {
        throw new DumpOpenException(
            file.name(),
            "is not a dump in any known format",
            "give a vmcore; a raw memory image needs its address: FILE@0xADDRESS");
      }
      kdump.add(file);
    }
    return KdumpImage.open(kdump, options);
  }
}
