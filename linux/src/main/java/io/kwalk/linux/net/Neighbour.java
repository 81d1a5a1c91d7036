package io.kwalk.linux.net;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.PointerChain;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An entry of the ARP table.
 *
 * @param address of the struct neighbour
 * @param deviceType ARPHRD_*
 * @param hardwareAddress bytes in hexadecimal with blanks between
 * @param state NUD_* bits
 */
public record Neighbour(
    long address, String ip, int deviceType, String hardwareAddress, String device, int state) {
  private static final int MAX_HARDWARE_ADDRESS = 32;

  /**
   * neigh_hash_grow doubles the table as it fills: no more buckets than memory can have entries.
   */
  private static final int MAX_SHIFT = 24;

  private static final String[] STATES = {
    "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT"
  };

  /** NUD_* (include/uapi/linux/neighbour.h), lowest first. */
  public List<String> stateNames() {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < STATES.length; bit++) {
      if ((state >>> bit & 1) != 0) {
        names.add(STATES[bit]);
      }
    }
    return names;
  }

  /**
   * The entries of arp_tbl, in the order of its buckets.
   *
   * @param troubles receives what could not be walked or read, in words
   */
  public static List<Neighbour> all(Kernel kernel, List<String> troubles) {
    Memory memory = kernel.memory();
    List<Neighbour> found = new ArrayList<>();
    long hash = kernel.field("neigh_table", "nht").get(memory, kernel.address("arp_tbl"));
    if (hash == 0) {
      return found;
    }
    int shift = (int) kernel.field("neigh_hash_table", "hash_shift").get(memory, hash);
    if (shift < 0 || shift > MAX_SHIFT) {
      troubles.add("arp_tbl: 2^" + shift + " buckets");
      return found;
    }
    // hlist_heads with the node inside since 6.13 (f7f52738637f), single links before.
    Optional<Field> node = kernel.findField("neighbour", "hash");
    long buckets = kernel.field("neigh_hash_table", "hash_buckets", "hash_heads").get(memory, hash);
    long nodeOffset = node.map(Field::offset).orElse(0L);
    long link = node.isPresent() ? 0 : kernel.field("neighbour", "next").offset();
    for (long i = 0; i < 1L << shift; i++) {
      try {
        PointerChain.walk(
            memory,
            memory.u64(buckets + 8 * i),
            link,
            _ -> false,
            entry -> add(kernel, entry - nodeOffset, found, troubles));
      } catch (MemoryFault fault) {
        troubles.add("arp_tbl: " + fault.getMessage());
        return found;
      }
    }
    return found;
  }

  private static boolean add(
      Kernel kernel, long entry, List<Neighbour> found, List<String> troubles) {
    try {
      Memory memory = kernel.memory();
      long device = kernel.field("neighbour", "dev").get(memory, entry);
      int length = (int) kernel.field("net_device", "addr_len").get(memory, device) & 0xff;
      byte[] hardware =
          memory.read(
              kernel.field("neighbour", "ha").addressIn(entry),
              Math.min(length, MAX_HARDWARE_ADDRESS));
      found.add(
          new Neighbour(
              entry,
              IpAddresses.v4(memory, kernel.field("neighbour", "primary_key").addressIn(entry)),
              (int) kernel.field("net_device", "type").get(memory, device),
              HexFormat.ofDelimiter(" ").formatHex(hardware),
              NetworkDevice.name(kernel, device),
              (int) kernel.field("neighbour", "nud_state").get(memory, entry)));
    } catch (MemoryFault fault) {
      troubles.add("neighbour at " + Long.toHexString(entry) + ": " + fault.getMessage());
    }
    return true;
  }
}
