package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.SbitmapQueue;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Options;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A sbitmap_queue, and what the bits that are set stand for. */
public final class SbitmapqCommand implements Command {
  private static final int BYTES_A_LINE = 16;

  @Override
  public String name() {
    return "sbitmapq";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "s:a:pvxd");
    if (options.arguments().size() != 1) {
      throw CommandException.usage("command argument is required");
    }
    if (options.has("s") != options.has("a")) {
      throw CommandException.usage(
          options.has("s") ? "-s option requires -a option" : "-a option requires -s option");
    }
    Kernel kernel = session.kernel();
    long address = Addresses.parse(kernel, options.arguments().getFirst());
    try {
      SbitmapQueue queue = new SbitmapQueue(kernel, address);
      String reference = options.value("s");
      if (reference != null) {
        new Elements(session, options, reference, output).print(queue);
      } else if (output.json()) {
        output.row(json(queue));
      } else {
        print(queue, output);
      }
    } catch (MemoryFault | UnknownNameException problem) {
      throw new CommandException(String.valueOf(problem.getMessage()));
    }
  }

  private static void print(SbitmapQueue queue, Output output) {
    SbitmapQueue.Bits bits = queue.bits();
    output.line("depth = " + queue.depth());
    output.line("busy = " + bits.busy().cardinality());
    output.line("cleared = " + bits.cleared().cardinality());
    output.line("bits_per_word = " + (1L << queue.shift()));
    output.line("map_nr = " + queue.words());
    output.line(
        "alloc_hint = {"
            + queue.allocationHints().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "))
            + "}");
    output.line("wake_batch = " + queue.wakeBatch());
    output.line("wake_index = " + queue.wakeIndex());
    queue.active().ifPresent(active -> output.line("ws_active = " + active));
    output.line("ws = {");
    for (SbitmapQueue.Waiters waiters : queue.waiters()) {
      StringBuilder line = new StringBuilder("\t{ ");
      waiters.wakeCount().ifPresent(n -> line.append(".wait_cnt = ").append(n).append(", "));
      line.append(".wait = ").append(waiters.active() ? "active" : "inactive").append(" },");
      output.line(line.toString());
    }
    output.line("}");
    output.line("round_robin = " + (queue.isRoundRobin() ? 1 : 0));
    output.line("min_shallow_depth = " + queue.minimumShallowDepth());
    if (queue.depth() > 0) {
      output.line("");
      dump(bits.busy(), queue.depth(), output);
    }
  }

  /** Bits in use, eight a byte, the lowest first, as /sys/kernel/debug has them. */
  private static void dump(BitSet bits, long depth, Output output) {
    byte[] bytes = Arrays.copyOf(bits.toByteArray(), (int) ((depth + 7) / 8));
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      if (i % BYTES_A_LINE == 0) {
        line.append(i == 0 ? "" : "\n").append(Text.hex(i, 8)).append(':');
      }
      line.append(i % 2 == 0 ? " " : "").append(Text.hex(bytes[i] & 0xff, 2));
    }
    output.line(line.toString());
  }

  private static JsonObject json(SbitmapQueue queue) {
    SbitmapQueue.Bits bits = queue.bits();
    JsonObject row =
        new JsonObject()
            .putAddress("sbitmap_queue", queue.address())
            .put("depth", queue.depth())
            .put("busy", bits.busy().cardinality())
            .put("cleared", bits.cleared().cardinality())
            .put("bits_per_word", 1L << queue.shift())
            .put("words", queue.words())
            .put("wake_batch", queue.wakeBatch())
            .put("wake_index", queue.wakeIndex())
            .put("round_robin", queue.isRoundRobin())
            .put("min_shallow_depth", queue.minimumShallowDepth());
    queue.active().ifPresent(active -> row.put("active_wait_queues", active));
    return row.putNumbers("busy_bits", bits.busy().stream().boxed().toList());
  }

  /** What lies in an array at the places of the bits in use. */
  private static final class Elements {
    private final Kernel kernel;
    private final Output output;
    private final String name;
    private final StructType type;
    private final List<String> members;
    private final long array;
    private final boolean pointers;
    private final boolean whole;
    private final PrintOptions print;

    Elements(Session session, Options options, String reference, Output output)
        throws CommandException {
      this.output = output;
      kernel = session.kernel();
      int dot = reference.indexOf('.');
      name = dot < 0 ? reference : reference.substring(0, dot);
      type = MemberPaths.find(kernel, "*", name);
      members =
          dot < 0 ? List.of() : MemberPaths.members(type, reference, reference.substring(dot + 1));
      array = Addresses.parse(kernel, orEmpty(options.value("a")));
      pointers = options.has("p");
      whole = options.has("v");
      print = ValueOptions.of(session, StructRequest.hexadecimal(session, options));
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }

    void print(SbitmapQueue queue) {
      BitSet busy = queue.bits().busy();
      for (int bit = busy.nextSetBit(0); bit >= 0; bit = busy.nextSetBit(bit + 1)) {
        output.checkInterrupted();
        Reference element = Reference.of(kernel, type, address(bit));
        if (output.json()) {
          output.row(json(bit, element));
          continue;
        }
        String address = "0x" + Long.toHexString(element.address());
        if (!whole && members.isEmpty()) {
          output.line(bit + ": " + address);
          continue;
        }
        output.line(bit + " (" + address + "):");
        if (!members.isEmpty()) {
          members.forEach(member -> output.print(StructText.member(element, member, print)));
        } else {
          String keyword = type.isUnion() ? "union " : "struct ";
          output.print(StructText.whole(keyword + name, element, print));
        }
      }
    }

    private long address(int bit) {
      return pointers ? kernel.memory().u64(array + 8L * bit) : array + bit * type.size();
    }

    private JsonObject json(int bit, Reference element) {
      JsonObject row = new JsonObject().put("bit", bit).putAddress("address", element.address());
      if (members.isEmpty()) {
        return whole ? row.put("value", ValueJson.of(element, print)) : row;
      }
      return row.putObjects(
          "members",
          members.stream()
              .map(member -> ValueJson.named(member, element.member(member), print))
              .toList());
    }
  }
}
