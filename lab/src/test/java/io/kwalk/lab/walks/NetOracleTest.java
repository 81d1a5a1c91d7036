package io.kwalk.lab.walks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.lab.dumps.OverRecords;
import io.kwalk.lab.dumps.RealDump;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.OpenFile;
import io.kwalk.linux.fs.ProcessFiles;
import io.kwalk.linux.net.Neighbour;
import io.kwalk.linux.net.NetworkDevice;
import io.kwalk.linux.net.SocketInfo;
import io.kwalk.linux.net.Sockets;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Sockets, devices and their addresses, neighbours against /proc/net and {@code ip addr}. */
class NetOracleTest {
  private static final String CLOSED = "a service that ended closed its sockets";

  /** Two of a service: its own and its log's. */
  private static final int MOST_CLOSED = 4;

  /** Sockets of processes by their inode's number, which /proc/net prints, too. */
  private static Map<Long, SocketInfo> found(Kernel kernel, List<String> troubles) {
    Map<Long, SocketInfo> found = new HashMap<>();
    for (Task task : Tasks.of(kernel).all()) {
      for (OpenFile file : ProcessFiles.of(kernel).open(task, troubles)) {
        if (file.isSocket()) {
          long number = kernel.field("inode", "i_ino").get(kernel.memory(), file.inode());
          long socket = Sockets.of(kernel).socket(file.inode());
          found.put(number, SocketInfo.read(kernel, socket));
        }
      }
    }
    return found;
  }

  /** SL LOCAL:PORT REMOTE:PORT STATE … INODE; one of inode 0 is of no process any more. */
  @OverRecords("p/net/tcp")
  void internetSocketsAsRecorded(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("net: tcp, tcp6, udp", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      Map<Long, SocketInfo> found = found(kernel, troubles);
      assertEquals(List.of(), troubles);
      for (String file : List.of("tcp", "tcp6", "udp")) {
        for (String[] words : OracleRows.words(dump, "p/net/" + file)) {
          long inode = words[0].endsWith(":") ? Long.parseLong(words[9]) : 0;
          SocketInfo socket = found.get(inode);
          // Sockets of the kernel's own (NFS) have an inode, but no process's file.
          if (inode != 0 && socket != null) {
            rows.same(file + " " + inode + " local", port(words[1]), socket.sourcePort());
            rows.same(file + " " + inode + " remote", port(words[2]), socket.destinationPort());
            rows.same(file + " " + inode, state(words[3]), socket.state());
            if (!file.equals("tcp6")) {
              rows.same(file + " " + inode + " from", address(words[1]), socket.source());
              rows.same(file + " " + inode + " to", address(words[2]), socket.destination());
            }
          }
        }
      }
    }
    rows.check(60);
  }

  private static int port(String word) {
    return Integer.parseInt(word.substring(word.indexOf(':') + 1), 16);
  }

  private static int state(String word) {
    return Integer.parseInt(word, 16);
  }

  /** Four bytes in memory's order. */
  private static String address(String word) {
    long bytes = Long.parseLong(word.substring(0, word.indexOf(':')), 16);
    return "%d.%d.%d.%d"
        .formatted(bytes & 0xff, bytes >> 8 & 0xff, bytes >> 16 & 0xff, bytes >> 24 & 0xff);
  }

  /** Num RefCount Protocol Flags Type St Inode [Path]. */
  @OverRecords("p/net/tcp")
  void unixSocketsAsRecorded(RealDump dump) throws Exception {
    OracleRows rows = new OracleRows("net: unix", dump);
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      Map<Long, SocketInfo> found = found(kernel, troubles);
      for (String[] words : OracleRows.words(dump, "p/net/unix")) {
        if (words[0].endsWith(":")) {
          SocketInfo socket = found.get(Long.parseLong(words[6]));
          rows.changes(
              words[6], "there", socket == null ? "gone" : "there", socket == null, CLOSED);
          if (socket != null) {
            rows.same(words[6], Integer.parseInt(words[4], 16), socket.type());
            rows.same(words[6] + " family", SocketInfo.UNIX, socket.family());
          }
        }
      }
      assertTrue(rows.changed(CLOSED) <= MOST_CLOSED, rows.changed(CLOSED) + " are gone");
    }
    rows.check(40);
  }

  @OverRecords("ipaddr.txt")
  void devicesAndTheirAddressesAsRecorded(RealDump dump) throws Exception {
    Map<String, Set<String>> recorded = new HashMap<>();
    String device = "";
    for (String[] words : OracleRows.words(dump, "ipaddr.txt")) {
      if (words[0].matches("\\d+:")) {
        device = words[1].replaceAll("[@:].*", "");
        recorded.put(device, new TreeSet<>());
      } else if (words[0].startsWith("inet")) {
        recorded.getOrDefault(device, new TreeSet<>()).add(words[1].replaceAll("/.*", ""));
      }
    }
    try (Kernel kernel = dump.open()) {
      List<String> troubles = new ArrayList<>();
      Map<String, Set<String>> found = new HashMap<>();
      for (NetworkDevice one : NetworkDevice.all(kernel, kernel.address("init_net"), troubles)) {
        found.put(one.name(), new TreeSet<>(one.addresses()));
      }
      assertEquals(recorded, found);
      assertEquals(List.of(), troubles);
      long lines = Files.readAllLines(dump.oracle("p/net/arp")).size() - 1L;
      // Those that need none (NUD_NOARP) are not shown.
      assertEquals(
          lines,
          Neighbour.all(kernel, troubles).stream()
              .filter(one -> (one.state() & 0x40) == 0)
              .count());
    }
  }
}
