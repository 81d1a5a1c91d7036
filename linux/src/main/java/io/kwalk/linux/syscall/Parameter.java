package io.kwalk.linux.syscall;

/**
 * A parameter of a system call.
 *
 * @param name as the kernel's source has it, "" where it is not recorded
 * @param kind how its value is to be read: a kind of arguments.txt
 * @param other the place of the argument that it belongs with, such as a buffer's length; -1 if
 *     none
 */
record Parameter(String name, String kind, int other) {
  static Parameter parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Parameter("", text, -1)
        : new Parameter(
            "", text.substring(0, equals), Integer.parseInt(text.substring(equals + 1)));
  }

  /** By the type and name of the kernel's source. */
  static Parameter ofType(String type, String name) {
    return new Parameter(name, kind(type, name), -1);
  }

  private static String kind(String type, String name) {
    if (type.contains("*")) {
      boolean text = type.contains("const char") && !name.equals("buf") && !type.contains("**");
      return text ? "path" : "address";
    }
    return switch (name) {
      case "fd", "fildes", "epfd", "fd_in", "fd_out", "in_fd", "out_fd", "pidfd", "ufd", "fs_fd" ->
          "fd";
      case "dfd", "dirfd", "olddfd", "newdfd", "from_dfd", "to_dfd" -> "dirfd";
      case "addr", "start", "cookie" -> "address";
      case "mode" -> type.contains("umode_t") ? "mode" : "hex";
      case "sig" -> "signal";
      case "flags" -> "hex";
      default -> ofWidth(type);
    };
  }

  private static String ofWidth(String type) {
    return switch (type) {
      case "int", "pid_t", "uid_t", "gid_t", "key_t", "key_serial_t", "clockid_t", "timer_t" ->
          "int";
      case "unsigned int", "unsigned", "u32", "__u32", "qid_t" -> "uint";
      case "long", "off_t", "loff_t", "long int" -> "long";
      case "size_t", "unsigned long", "u64", "__u64", "long unsigned int" -> "size";
      default -> "hex";
    };
  }
}
