package io.kwalk.shell.code;

import io.kwalk.core.arch.code.Instruction;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeReader;
import io.kwalk.linux.code.FunctionRange;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.command.AddressSpace;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Machine code as instructions. */
public final class DisCommand implements Command {
  @Override
  public String name() {
    return "dis";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "rfuldxhsbcp");
    if (options.has("r") && options.has("f")) {
      throw CommandException.usage("-r and -f exclude each other");
    }
    List<String> words = options.arguments();
    if (options.has("b")) {
      skippedBytes(words, output);
      return;
    }
    if (options.has("c")) {
      fault(session, options, output);
      return;
    }
    if (words.isEmpty() || words.size() > 2) {
      throw CommandException.usage("an address or a symbol is needed, and at most a count");
    }
    Memory memory = session.kernel().memory();
    if (options.has("u")) {
      memory = AddressSpace.userMemory(session.kernel(), session.currentTask());
    }
    new Request(session, options, new CodeReader(session.kernel().architecture(), memory), output)
        .run(words);
  }

  /** crash skips bytes of bug entries behind ud2 on old kernels; there are none since 2.6.20. */
  private static void skippedBytes(List<String> words, Output output) throws CommandException {
    if (!words.isEmpty() && !words.getFirst().equals("0")) {
      throw new CommandException(
          "no bytes are encoded behind ud2 since Linux 2.6.20: there is nothing to skip");
    }
    if (output.json()) {
      output.row(new JsonObject().put("skipped_bytes", 0));
    } else {
      output.line("encoded bytes being skipped after ud2a: 0");
    }
  }

  private static void fault(Session session, Options options, Output output)
      throws CommandException {
    List<String> words = options.arguments();
    Kernel kernel = session.kernel();
    Task task =
        words.isEmpty() ? session.currentTask() : TaskArguments.parse(kernel, words.getFirst());
    AddressText addresses = new AddressText(kernel.symbols(), isHexadecimal(session, options));
    new FaultListing(kernel, addresses, output).print(task);
  }

  private static boolean isHexadecimal(Session session, Options options) {
    return (options.has("x") || options.has("h")) || session.radix() == 16 && !options.has("d");
  }

  /** One run of the command. */
  private static final class Request {
    private final Kernel kernel;
    private final Options options;
    private final CodeReader code;
    private final Output output;
    private final CodeLines lines;
    private final Session session;

    Request(Session session, Options options, CodeReader code, Output output) {
      this.session = session;
      this.kernel = session.kernel();
      this.options = options;
      this.code = code;
      this.output = output;
      AddressText addresses = new AddressText(kernel.symbols(), isHexadecimal(session, options));
      boolean kernelCode = !options.has("u");
      lines =
          new CodeLines(
              kernel,
              addresses,
              options.has("l") && kernelCode,
              options.has("p") && kernelCode,
              output);
    }

    void run(List<String> words) throws CommandException {
      String word = words.getFirst();
      long[] range = options.has("u") ? null : range(word);
      long address = range == null ? Addresses.parse(kernel, word) : range[0];
      long count = words.size() < 2 ? 0 : count(words.get(1));
      try {
        if (options.has("s")) {
          new SourceListing(session, output).print(word, address, count);
        } else if (range != null) {
          forward(range[0], range[1], Long.MAX_VALUE);
        } else {
          code(address, count);
        }
      } catch (MemoryFault fault) {
        throw new CommandException("code cannot be read: " + fault.getMessage());
      }
    }

    private static long count(String word) throws CommandException {
      OptionalLong count = Numbers.plain(word);
      if (count.isEmpty() || count.getAsLong() <= 0) {
        throw new CommandException("not a count: " + word);
      }
      return count.getAsLong();
    }

    /** START-END in hexadecimal; null if it is something else. */
    private static long @org.jspecify.annotations.Nullable [] range(String word)
        throws CommandException {
      int dash = word.indexOf('-');
      if (dash <= 0) {
        return null;
      }
      OptionalLong start = Numbers.hexadecimal(word.substring(0, dash));
      OptionalLong end = Numbers.hexadecimal(word.substring(dash + 1));
      // A short number behind the dash is an offset: ffffffff97b49955-5.
      if (start.isEmpty() || end.isEmpty() || Long.numberOfLeadingZeros(end.getAsLong()) > 32) {
        return null;
      }
      if (Long.compareUnsigned(start.getAsLong(), end.getAsLong()) >= 0) {
        throw new CommandException("the range " + word + " ends before it begins");
      }
      return new long[] {start.getAsLong(), end.getAsLong()};
    }

    private void code(long address, long count) throws CommandException {
      if (options.has("u")) {
        forward(address, -1, Math.max(1, count));
      } else if (options.has("r")) {
        reverse(function(address).start(), address, count);
      } else if (options.has("f")) {
        forward(address, function(address).end(), count == 0 ? Long.MAX_VALUE : count);
      } else if (count == 0 && isStart(address)) {
        forward(address, function(address).end(), Long.MAX_VALUE);
      } else {
        forward(address, -1, Math.max(1, count));
      }
    }

    private boolean isStart(long address) {
      Optional<Symbol> symbol = kernel.symbols().at(address);
      return symbol.isPresent() && symbol.get().address() == address;
    }

    private FunctionRange function(long address) throws CommandException {
      return FunctionRange.of(kernel, code, address)
          .orElseThrow(() ->
              new CommandException(
                  "no function is known at 0x" + Long.toHexString(address) + ": give a count"));
    }

    private void forward(long start, long end, long count) {
      long at = start;
      for (long i = 0; i < count && Long.compareUnsigned(at, end) < 0; i++) {
        Instruction instruction = code.at(at);
        lines.print(instruction, code.bytes(instruction));
        at = instruction.next();
        output.checkInterrupted();
      }
    }

    /** From the function's start through the instruction at {@code last}, or the last of them. */
    private void reverse(long start, long last, long count) {
      long first = start;
      if (count > 0) {
        Deque<Long> kept = new ArrayDeque<>();
        for (long at = start; Long.compareUnsigned(at, last) <= 0; at = code.at(at).next()) {
          kept.addLast(at);
          if (kept.size() > count) {
            kept.removeFirst();
          }
        }
        first = kept.isEmpty() ? start : kept.getFirst();
      }
      forward(first, last + 1, Long.MAX_VALUE);
    }
  }
}
