package io.kwalk.linux.net;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;

/**
 * A socket.
 *
 * @param socket address of the struct socket
 * @param sock address of the struct sock; 0 of one that has been shut
 * @param family AF_*
 * @param type SOCK_*
 * @param protocol number within the family
 * @param state TCP_* of INET and INET6
 * @param source address, "" without one
 * @param destination address, "" without one
 */
public record SocketInfo(
    long socket,
    long sock,
    int family,
    int type,
    int protocol,
    int state,
    String source,
    int sourcePort,
    String destination,
    int destinationPort) {
  /** AF_UNIX. */
  public static final int UNIX = 1;

  /** AF_INET. */
  public static final int INET = 2;

  /** AF_INET6. */
  public static final int INET6 = 10;

  /** AF_NETLINK. */
  public static final int NETLINK = 16;

  /** Names by AF_* (include/linux/socket.h). */
  private static final String[] FAMILIES = {
    "UNSPEC",
    "UNIX",
    "INET",
    "AX25",
    "IPX",
    "APPLETALK",
    "NETROM",
    "BRIDGE",
    "ATMPVC",
    "X25",
    "INET6",
    "ROSE",
    "DECnet",
    "NETBEUI",
    "SECURITY",
    "KEY",
    "NETLINK",
    "PACKET",
    "ASH",
    "ECONET",
    "ATMSVC",
    "RDS",
    "SNA",
    "IRDA",
    "PPPOX",
    "WANPIPE",
    "LLC",
    "IB",
    "MPLS",
    "CAN",
    "TIPC",
    "BLUETOOTH",
    "IUCV",
    "RXRPC",
    "ISDN",
    "PHONET",
    "IEEE802154",
    "CAIF",
    "ALG",
    "NFC",
    "VSOCK",
    "KCM",
    "QIPCRTR",
    "SMC",
    "XDP",
    "MCTP"
  };

  /** Names by SOCK_* (include/linux/net.h). */
  private static final String[] TYPES = {
    "0", "STREAM", "DGRAM", "RAW", "RDM", "SEQPACKET", "DCCP", "7", "8", "9", "PACKET"
  };

  /** Names by NETLINK_* (include/uapi/linux/netlink.h). */
  private static final String[] NETLINK_PROTOCOLS = {
    "ROUTE",
    "UNUSED",
    "USERSOCK",
    "FIREWALL",
    "SOCK_DIAG",
    "NFLOG",
    "XFRM",
    "SELINUX",
    "ISCSI",
    "AUDIT",
    "FIB_LOOKUP",
    "CONNECTOR",
    "NETFILTER",
    "IP6_FW",
    "DNRTMSG",
    "KOBJECT_UEVENT",
    "GENERIC",
    "17",
    "SCSITRANSPORT",
    "ECRYPTFS",
    "RDMA",
    "CRYPTO",
    "SMC"
  };

  /** Names by TCP_* (include/net/tcp_states.h). */
  private static final String[] STATES = {
    "",
    "ESTABLISHED",
    "SYN_SENT",
    "SYN_RECV",
    "FIN_WAIT1",
    "FIN_WAIT2",
    "TIME_WAIT",
    "CLOSE",
    "CLOSE_WAIT",
    "LAST_ACK",
    "LISTEN",
    "CLOSING",
    "NEW_SYN_RECV",
    "BOUND_INACTIVE"
  };

  /**
   * Reads the struct socket at {@code socket}: some words.
   *
   * @throws io.kwalk.core.memory.MemoryFault if a part cannot be read
   */
  public static SocketInfo read(Kernel kernel, long socket) {
    Memory memory = kernel.memory();
    int type = (int) kernel.field("socket", "type").get(memory, socket);
    long sock = Sockets.of(kernel).sock(socket);
    if (sock == 0) {
      return new SocketInfo(socket, 0, 0, type, 0, 0, "", 0, "", 0);
    }
    int family = (int) get(kernel, "__sk_common.skc_family", sock);
    Field protocol = kernel.field("sock", "sk_protocol");
    int number = (int) protocol.get(memory, sock);
    int state = (int) get(kernel, "__sk_common.skc_state", sock) & 0xff;
    if (family != INET && family != INET6) {
      return new SocketInfo(socket, sock, family, type, number, state, "", 0, "", 0);
    }
    return new SocketInfo(
        socket,
        sock,
        family,
        type,
        number,
        state,
        source(kernel, family, sock),
        port(memory, kernel.field("inet_sock", "inet_sport").addressIn(sock)),
        address(kernel, family, sock, "skc_daddr", "skc_v6_daddr"),
        port(memory, kernel.field("sock", "__sk_common.skc_dport").addressIn(sock)));
  }

  private static long get(Kernel kernel, String member, long sock) {
    return kernel.field("sock", member).get(kernel.memory(), sock);
  }

  private static String source(Kernel kernel, int family, long sock) {
    return address(kernel, family, sock, "skc_rcv_saddr", "skc_v6_rcv_saddr");
  }

  private static String address(Kernel kernel, int family, long sock, String v4, String v6) {
    return family == INET
        ? IpAddresses.v4(kernel.memory(), kernel.field("sock", "__sk_common." + v4).addressIn(sock))
        : IpAddresses.v6Whole(
            kernel.memory(), kernel.field("sock", "__sk_common." + v6).addressIn(sock));
  }

  /** In network order. */
  private static int port(Memory memory, long address) {
    return memory.u8(address) << 8 | memory.u8(address + 1);
  }

  /** "INET", "UNIX"; of NETLINK with the protocol: "NETLINK/ROUTE". */
  public String familyName() {
    String name = name(FAMILIES, family);
    return family == NETLINK ? name + "/" + name(NETLINK_PROTOCOLS, protocol) : name;
  }

  /** "STREAM", "DGRAM". */
  public String typeName() {
    return name(TYPES, type);
  }

  /** "LISTEN", "ESTABLISHED"; "" for what is no state of TCP. */
  public String stateName() {
    return state < STATES.length ? STATES[state] : Integer.toString(state);
  }

  private static String name(String[] names, int value) {
    return value >= 0 && value < names.length ? names[value] : Integer.toString(value);
  }
}
