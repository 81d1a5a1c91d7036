package io.kwalk.linux.net;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;

/** Sockets by the inodes of their files. */
public final class Sockets {
  /** proto.name is 32 bytes (include/net/sock.h). */
  private static final int NAME_LENGTH = 32;

  private final Kernel kernel;
  private final Field inodeInAllocation;
  private final Field socketInAllocation;
  private final Field sock;
  private final Field protocol;
  private final Field protocolName;

  private Sockets(Kernel kernel) {
    this.kernel = kernel;
    inodeInAllocation = kernel.field("socket_alloc", "vfs_inode");
    socketInAllocation = kernel.field("socket_alloc", "socket");
    sock = kernel.field("socket", "sk");
    protocol = kernel.field("sock", "__sk_common.skc_prot");
    protocolName = kernel.field("proto", "name");
  }

  public static Sockets of(Kernel kernel) {
    return kernel.part(Sockets.class, Sockets::new);
  }

  /** The struct socket that shares an allocation with its inode. */
  public long socket(long inode) {
    return inode - inodeInAllocation.offset() + socketInAllocation.offset();
  }

  /** The struct sock of a struct socket; 0 of one that was shut. */
  public long sock(long socket) {
    return sock.get(kernel.memory(), socket);
  }

  /**
   * The name of its protocol, such as TCP, UDPv6, UNIX-STREAM, NETLINK; "" if it has none.
   *
   * @throws io.kwalk.core.memory.MemoryFault if it cannot be read
   */
  public String protocol(long sock) {
    Memory memory = kernel.memory();
    long proto = sock == 0 ? 0 : protocol.get(memory, sock);
    return proto == 0 ? "" : memory.cString(protocolName.addressIn(proto), NAME_LENGTH);
  }
}
