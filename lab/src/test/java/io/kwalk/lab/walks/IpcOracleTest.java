package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.ipc.IpcNamespace;
import io.kwalk.linux.ipc.IpcObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** System V IPC against /proc/sysvipc: nothing in these guests changes it once it is made. */
class IpcOracleTest {
  @OverRecords("p/sysvipc/shm")
  void objectsAsRecorded(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("sysvipc", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      Map<IpcNamespace.Kind, String> files =
          Map.of(
              IpcNamespace.Kind.SHARED_MEMORY, "shm",
              IpcNamespace.Kind.MESSAGES, "msg",
              IpcNamespace.Kind.SEMAPHORES, "sem");
      for (Map.Entry<IpcNamespace.Kind, String> kind : files.entrySet()) {
        List<String> recorded = new ArrayList<>();
        for (Map<String, String> row : table(dump, "p/sysvipc/" + kind.getValue())) {
          recorded.add(recorded(kind.getKey(), row));
        }
        List<String> found = new ArrayList<>();
        for (IpcObject object : IpcNamespace.initial(kernel).objects(kind.getKey(), troubles)) {
          found.add(found(object, kernel.pageTables().pageSize()));
        }
        rows.same(kind.getValue(), recorded, found);
      }
      assertEquals(List.of(), troubles);
    }
    rows.check(3);
  }

  /** The rows of a file by the titles in its first line. */
  private static List<Map<String, String>> table(RealDump dump, String file) throws Exception {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String[]> lines = OracleRows.words(dump, file);
    for (String[] words : lines.subList(1, lines.size())) {
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < words.length; i++) {
        row.put(lines.getFirst()[i], words[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  private static String recorded(IpcNamespace.Kind kind, Map<String, String> row) {
    String common = row.get("key") + " " + row.get("perms") + " " + row.get("uid") + " ";
    return common
        + switch (kind) {
          case SHARED_MEMORY ->
              String.join(
                  " ",
                  row.get("shmid"),
                  row.get("size"),
                  row.get("nattch"),
                  row.get("rss"),
                  row.get("swap"));
          case MESSAGES -> String.join(" ", row.get("msqid"), row.get("cbytes"), row.get("qnum"));
          case SEMAPHORES -> row.get("semid") + " " + row.get("nsems");
        };
  }

  private static String found(IpcObject object, long page) {
    // The kernel prints the key as a signed number, and of shared memory the flags of its state.
    String common =
        (int) object.key() + " " + Long.toOctalString(object.mode()) + " " + object.userId() + " ";
    return common
        + object.id()
        + switch (object.details()) {
          case IpcObject.SharedMemory memory ->
              " %d %d %d %d"
                  .formatted(
                      memory.bytes(),
                      memory.attached(),
                      memory.resident() * page,
                      memory.swapped() * page);
          case IpcObject.Messages messages -> " " + messages.bytes() + " " + messages.count();
          case IpcObject.Semaphores semaphores -> " " + semaphores.count();
        };
  }
}
