package io.kwalk.core.image.file;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Several files one behind the other. No read may cross from one into the next. */
public final class JoinedFiles implements DumpFile {
  private final List<DumpFile> files;
  private final long[] starts;
  private final long size;

  public JoinedFiles(List<? extends DumpFile> files) {
    this.files = List.copyOf(files);
    this.starts = new long[files.size()];
    long end = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = end;
      end += files.get(i).size();
    }
    this.size = end;
  }

  /** Where the bytes of a file start in all of them. */
  public long start(int file) {
    return starts[file];
  }

  @Override
  public String name() {
    return files.getFirst().name();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean has(long offset, long length) {
    if (offset < 0 || offset >= size) {
      return false;
    }
    int file = file(offset);
    return files.get(file).has(offset - starts[file], length);
  }

  @Override
  public void read(long offset, byte[] target, int at, int length) {
    int file = file(offset);
    files.get(file).read(offset - starts[file], target, at, length);
  }

  @Override
  public int u8(long offset) {
    int file = file(offset);
    return files.get(file).u8(offset - starts[file]);
  }

  @Override
  public int u16(long offset, ByteOrder order) {
    int file = file(offset);
    return files.get(file).u16(offset - starts[file], order);
  }

  @Override
  public int s32(long offset, ByteOrder order) {
    int file = file(offset);
    return files.get(file).s32(offset - starts[file], order);
  }

  @Override
  public long u64(long offset, ByteOrder order) {
    int file = file(offset);
    return files.get(file).u64(offset - starts[file], order);
  }

  private int file(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : -2 - found;
  }

  @Override
  public void close() {
    for (DumpFile file : files) {
      file.close();
    }
  }
}
