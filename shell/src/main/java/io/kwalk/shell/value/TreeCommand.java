package io.kwalk.shell.value;

import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.MapleTree;
import io.kwalk.linux.structures.RedBlackTree;
import io.kwalk.linux.structures.TreeListener;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.List;

/** Red-black, radix and maple trees, and xarrays. */
public final class TreeCommand implements Command {
  private enum Kind {
    RED_BLACK,
    XARRAY,
    MAPLE;

    static Kind of(String text) throws CommandException {
      return switch (text) {
        case "rb", "rbtree" -> RED_BLACK;
        // A radix_tree_root is an xarray under another name since 4.20.
        case "ra", "radix", "x", "xarray" -> XARRAY;
        case "m", "maple" -> MAPLE;
        default -> throw CommandException.usage("invalid tree type: " + text);
      };
    }
  }

  @Override
  public String name() {
    return "tree";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "xdt:r:o:s:S:plvN");
    Kernel kernel = session.kernel();
    String type = options.value("t");
    Kind kind = type == null ? Kind.RED_BLACK : Kind.of(type);
    check(options, kind);
    long offset = MemberPaths.offset(kernel, options.value("o"));
    long root = MemberPaths.offset(kernel, options.value("r"));
    if (options.arguments().isEmpty()) {
      throw CommandException.usage("a starting address is required");
    }
    long start = start(kernel, options.arguments().getFirst()) + root;
    EntryPrinter printer = new EntryPrinter(session, options, 0, output);
    Listener listener = new Listener(kind, options, offset, printer, output);
    try {
      walk(kernel, kind, start, options, listener);
    } catch (UnknownNameException missing) {
      throw new CommandException("this kernel has no such trees: " + missing.getMessage());
    }
    if (kind == Kind.XARRAY && listener.isEmpty() && !output.json()) {
      // crash prints the root's own entry.
      output.line("0");
    }
  }

  private static void check(Options options, Kind kind) throws CommandException {
    if (options.has("l") && kind != Kind.RED_BLACK) {
      throw new CommandException("-l option is not applicable to this kind of tree");
    }
    if (options.has("v") && kind != Kind.MAPLE) {
      throw new CommandException("-v option is only applicable to maple trees");
    }
    if (options.has("o") && kind != Kind.RED_BLACK) {
      throw new CommandException("-o option is not applicable to this kind of tree");
    }
  }

  private static long start(Kernel kernel, String word) throws CommandException {
    return word.startsWith("&") || word.indexOf('.') > 0 || word.contains("->")
        ? Places.address(kernel, word)
        : Addresses.parse(kernel, word);
  }

  private static void walk(
      Kernel kernel, Kind kind, long start, Options options, Listener listener) {
    boolean node = options.has("N");
    switch (kind) {
      case RED_BLACK -> {
        RedBlackTree tree = RedBlackTree.of(kernel);
        if (node) {
          tree.walkNode(start, options.has("l"), listener);
        } else {
          tree.walk(start, options.has("l"), listener);
        }
      }
      case MAPLE -> {
        MapleTree tree = MapleTree.of(kernel);
        if (node) {
          tree.walkNode(start, listener);
        } else {
          tree.walk(start, listener);
        }
      }
      case XARRAY -> XArrayPositions.walk(kernel, start, node, listener);
    }
  }

  private static final class Listener implements TreeListener {
    private final Kind kind;
    private final Options options;
    private final long offset;
    private final EntryPrinter printer;
    private final Output output;
    private long entries;
    private boolean troubled;

    Listener(Kind kind, Options options, long offset, EntryPrinter printer, Output output) {
      this.kind = kind;
      this.options = options;
      this.offset = offset;
      this.printer = printer;
      this.output = output;
    }

    boolean isEmpty() {
      return entries == 0 && !troubled;
    }

    @Override
    public void entry(long entry, long first, long last, String position) {
      entries++;
      JsonObject row = new JsonObject();
      if (kind != Kind.RED_BLACK) {
        row.put("first", Long.toUnsignedString(first)).put("last", Long.toUnsignedString(last));
      }
      String where = "";
      if (kind == Kind.RED_BLACK) {
        where = "  position: " + position + "\n";
      } else {
        // crash counts a maple tree's entries from 1 here.
        long index = kind == Kind.MAPLE ? entries : first;
        where = "  index: " + Long.toUnsignedString(index) + "  position: " + position + "\n";
      }
      if (options.has("v") && !output.json()) {
        output.line(
            "      " + Long.toUnsignedString(first) + "-" + Long.toUnsignedString(last) + ":");
      }
      printer.print(entry - offset, row.put("position", position), options.has("p") ? where : "");
    }

    @Override
    public void node(long address, int type, int depth, long first, long last) {
      if (options.has("v") && !output.json()) {
        output.line(
            "  ".repeat(depth)
                + Long.toUnsignedString(first)
                + "-"
                + Long.toUnsignedString(last)
                + ": node 0x"
                + Long.toHexString(address)
                + " depth "
                + depth
                + " type "
                + type);
      }
    }

    @Override
    public void trouble(String message) {
      troubled = true;
      output.warn(message);
    }
  }
}
