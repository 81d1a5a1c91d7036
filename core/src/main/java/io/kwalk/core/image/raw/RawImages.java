package io.kwalk.core.image.raw;

import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.file.DumpFile;
import io.kwalk.core.image.file.Extents;
import io.kwalk.core.image.file.JoinedFiles;
import io.kwalk.core.image.page.ExtentImage;
import io.kwalk.core.image.page.PlainMemory;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Raw images: the bytes of physical memory from an address on, nothing else. As such files say
 * nothing of themselves, the user gives the address; the byte order is taken to be little-endian.
 */
public final class RawImages {
  private static final int PAGE_SIZE = 4096;

  private RawImages() {}

  /** A file and the physical address of its first byte. */
  public record Placed(DumpFile file, long address) {}

  /** One memory of all files. */
  public static DumpImage open(List<Placed> placed) throws DumpOpenException {
    JoinedFiles files = new JoinedFiles(placed.stream().map(Placed::file).toList());
    Extents.Builder extents = new Extents.Builder();
    Map<String, String> properties = new LinkedHashMap<>();
    for (int i = 0; i < placed.size(); i++) {
      DumpFile file = placed.get(i).file();
      long address = placed.get(i).address();
      if (address < 0 || address > Long.MAX_VALUE - file.size()) {
        throw new DumpOpenException(
            file.name(),
            "cannot lie at 0x" + Long.toHexString(address),
            "give its first physical address: FILE@0xADDRESS");
      }
      long end = address + file.size();
      extents.add(address, end, files.start(i), PageState.PRESENT.ordinal(), 0);
      properties.put(
          "file " + (i + 1),
          file.name() + " at 0x" + Long.toHexString(address) + " to 0x" + Long.toHexString(end));
    }
    DumpFile all = placed.size() == 1 ? placed.getFirst().file() : files;
    PlainMemory memory = new PlainMemory(all, ByteOrder.LITTLE_ENDIAN, PAGE_SIZE, extents.build());
    return new ExtentImage(all, "raw", "none", memory, false, properties);
  }
}
