package io.kwalk.linux.code;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.ByteArrays;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The places where ftrace can patch a call in: struct dyn_ftrace of each struct ftrace_page
 * (kernel/trace/ftrace.c). Made once per kernel; reads all of them, a few hundred kilobytes.
 */
public final class FtraceSites {
  private static final int PAGES_AT_MOST = 1 << 16;
  private static final int BYTES_AT_MOST = 1 << 24;

  /** FTRACE_FL_ENABLED (include/linux/ftrace.h): a call is patched in. */
  private static final int ENABLED_BIT = 31;

  /** Addresses without their highest bit, which all have, and whether they are enabled. */
  private long[] sites = new long[1024];

  private int count;

  private FtraceSites(Kernel kernel) {
    try {
      OptionalLong first = kernel.findAddress("ftrace_pages_start");
      if (first.isPresent()) {
        read(kernel, kernel.memory().u64(first.getAsLong()));
      }
    } catch (MemoryFault | UnknownNameException problem) {
      kernel.note("ftrace sites: " + problem.getMessage());
    }
    Arrays.sort(sites, 0, count);
  }

  public static FtraceSites of(Kernel kernel) {
    return kernel.part(FtraceSites.class, FtraceSites::new);
  }

  /** Whether ftrace knows the instruction at {@code address} as one that it patches. */
  public boolean contains(long address) {
    return address < 0 && (find(address << 1) || isEnabled(address));
  }

  /** Whether a call was patched in there. */
  public boolean isEnabled(long address) {
    return address < 0 && find(address << 1 | 1);
  }

  private boolean find(long key) {
    return Arrays.binarySearch(sites, 0, count, key) >= 0;
  }

  private void read(Kernel kernel, long firstPage) {
    Memory memory = kernel.memory();
    Field next = kernel.field("ftrace_page", "next");
    Field records = kernel.field("ftrace_page", "records");
    Field index = kernel.field("ftrace_page", "index");
    Field ip = kernel.field("dyn_ftrace", "ip");
    Field flags = kernel.field("dyn_ftrace", "flags");
    int recordBytes = (int) kernel.struct("dyn_ftrace").size();
    long page = firstPage;
    for (int i = 0; page != 0 && i < PAGES_AT_MOST; i++) {
      long used = Math.min(index.get(memory, page), BYTES_AT_MOST / recordBytes);
      if (used > 0) {
        byte[] all = memory.read(records.get(memory, page), (int) used * recordBytes);
        add(all, recordBytes, ip, flags, memory.byteOrder());
      }
      page = next.get(memory, page);
    }
  }

  private void add(byte[] records, int recordBytes, Field ip, Field flags, ByteOrder order) {
    for (int at = 0; at + recordBytes <= records.length; at += recordBytes) {
      if (count == sites.length) {
        sites = Arrays.copyOf(sites, 2 * count);
      }
      long address = ByteArrays.unsigned(records, at + (int) ip.offset(), 8, order);
      long bits = ByteArrays.unsigned(records, at + (int) flags.offset(), 8, order);
      sites[count++] = address << 1 | bits >>> ENABLED_BIT & 1;
    }
  }
}
