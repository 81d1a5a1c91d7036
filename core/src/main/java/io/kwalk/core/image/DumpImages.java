package io.kwalk.core.image;

import io.kwalk.core.image.elf.ElfImage;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.file.FlattenedFile;
import io.kwalk.core.image.file.MappedFile;
import io.kwalk.core.image.kdump.KdumpImage;
import io.kwalk.core.image.lime.LimeImages;
import io.kwalk.core.image.raw.RawImages;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens dump files of every format; what a file is, its content says, never its name. */
public final class DumpImages {
  private static final String RAW_USAGE = "a raw memory image needs its address: FILE@0xADDRESS";

  private DumpImages() {}

  /**
   * Opens one dump. Reads headers and notes only; for flattened files and AVML images also the
   * headers of all parts.
   *
   * @param arguments a file; or all pieces of one split dump, in any order; or raw images, each
   *     {@code FILE@0xADDRESS}
   * @throws DumpOpenException where that is no dump, or none that can be read
   */
  public static DumpImage open(List<String> arguments, ImageOptions options)
      throws DumpOpenException {
    if (arguments.isEmpty()) {
      throw new DumpOpenException("no file", "no dump was given", "name a dump file");
    }
    List<DumpFile> files = new ArrayList<>();
    List<Long> addresses = new ArrayList<>();
    try {
      for (String argument : arguments) {
        Long address = rawAddress(argument);
        String name = address == null ? argument : argument.substring(0, argument.lastIndexOf('@'));
        files.add(unflattened(MappedFile.open(name)));
        if (address != null) {
          addresses.add(address);
        }
      }
      return addresses.isEmpty() ? openFormatted(files, options) : openRaw(files, addresses);
    } catch (DumpOpenException | RuntimeException problem) {
      files.forEach(DumpFile::close);
      throw problem;
    }
  }

  /**
   * Whether a file starts as a dump of a known format does; raw images cannot be told. Reads a few
   * bytes.
   */
  public static boolean isDump(String name) {
    try (DumpFile file = MappedFile.open(name)) {
      return FlattenedFile.recognises(file)
          || KdumpImage.recognises(file)
          || LimeImages.recognises(file)
          || ElfImage.recognises(file) && ElfImage.isCore(file);
    } catch (DumpOpenException notReadable) {
      return false;
    }
  }

  /**
   * The address of {@code FILE@0xADDRESS}, or null. A file that is really named so is taken as
   * itself.
   */
  private static @Nullable Long rawAddress(String argument) {
    int at = argument.lastIndexOf("@0x");
    if (at <= 0 || new File(argument).exists()) {
      return null;
    }
    try {
      return Long.parseUnsignedLong(argument, at + 3, argument.length(), 16);
    } catch (NumberFormatException notAnAddress) {
      return null;
    }
  }

  private static DumpFile unflattened(DumpFile file) throws DumpOpenException {
    try {
      return FlattenedFile.recognises(file) ? FlattenedFile.open(file) : file;
    } catch (DumpOpenException problem) {
      file.close();
      throw problem;
    }
  }

  private static DumpImage openRaw(List<DumpFile> files, List<Long> addresses)
      throws DumpOpenException {
    if (files.size() != addresses.size()) {
      throw new DumpOpenException(
          files.getFirst().name(), "only some of the files have an address", RAW_USAGE);
    }
    List<RawImages.Placed> placed = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      placed.add(new RawImages.Placed(files.get(i), addresses.get(i)));
    }
    return RawImages.open(placed);
  }

  private static DumpImage openFormatted(List<DumpFile> files, ImageOptions options)
      throws DumpOpenException {
    DumpFile first = files.getFirst();
    if (KdumpImage.recognises(first)) {
      return KdumpImage.open(files, options);
    }
    if (files.size() > 1) {
      throw new DumpOpenException(
          files.get(1).name(),
          "is one dump file too many",
          "several files can only be pieces of one split dump, or raw images: FILE@0xADDRESS");
    }
    if (ElfImage.recognises(first)) {
      return ElfImage.open(first);
    } else if (LimeImages.recognises(first)) {
      return LimeImages.open(first, options);
    }
    throw new DumpOpenException(
        first.name(), "is not a dump in any known format", "give a vmcore; " + RAW_USAGE);
  }
}
