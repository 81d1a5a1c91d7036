package io.kwalk.shell.device;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.device.Disk;
import io.kwalk.linux.device.DiskRequests;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.List;

/** Disks and how many requests their drivers work on, as `dev -d` prints them. */
final class DiskTable {
  private DiskTable() {}

  static void print(Kernel kernel, List<Disk> disks, boolean busyOnly, Output output) {
    // As crash: to 5.10 by REQ_SYNC, later by direction.
    boolean bySync = kernel.findField("block_device", "bd_device").isEmpty();
    if (!output.json()) {
      output.line(
          "MAJOR GENDISK            NAME       REQUEST_QUEUE      TOTAL "
              + (bySync ? "ASYNC  SYNC " : " READ WRITE "));
    }
    for (Disk disk : disks) {
      DiskRequests requests = disk.requests();
      boolean isMemory = disk.name().startsWith("loop") || disk.name().startsWith("ram");
      if (isMemory || busyOnly && requests.total() == 0) {
        continue;
      }
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("major", disk.major())
                .putAddress("gendisk", disk.address())
                .put("name", disk.name())
                .putAddress("request_queue", disk.queue())
                .put("requests", requests.total())
                .put("writes", requests.writes()));
        continue;
      }
      int second = bySync ? requests.synchronous() : requests.writes();
      output.line(
          Text.right(Integer.toString(disk.major()), 5)
              + " "
              + Text.hex(disk.address(), 16)
              + "   "
              + Text.left(Text.escape(disk.name()), 10)
              + " "
              + Text.hex(disk.queue(), 16)
              + "   "
              + Text.right(Integer.toString(requests.total()), 5)
              + " "
              + Text.right(Integer.toString(requests.total() - second), 5)
              + " "
              + Text.right(Integer.toString(second), 5)
              + " ");
    }
  }
}
