package io.kwalk.shell.value;

import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.structures.PointerChain;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import io.kwalk.shell.types.StructNames;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Linked lists. */
public final class ListCommand implements Command {
  @Override
  public String name() {
    return "list";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "BHhrs:S:e:o:O:xdl:");
    new Walk(session, options, output).run();
  }

  private static final class Walk {
    private final Kernel kernel;
    private final Memory memory;
    private final Options options;
    private final Output output;
    private final EntryPrinter printer;
    private final long start;
    private long offset;
    private long shown;

    Walk(Session session, Options options, Output output) throws CommandException {
      this.kernel = session.kernel();
      this.memory = kernel.memory();
      this.options = options;
      this.output = output;
      this.offset = MemberPaths.offset(kernel, options.value("o"));
      this.start = start(options.arguments());
      long inside = MemberPaths.offset(kernel, options.value("l"));
      this.printer = new EntryPrinter(session, options, inside, output);
      if (options.has("O") && !options.has("h") && !options.has("H")) {
        throw new CommandException("-O option can only be used with -h");
      }
    }

    /** The words without a dash: the start, and perhaps the offset before or behind it. */
    private long start(List<String> words) throws CommandException {
      @Nullable String found = null;
      for (String word : words) {
        if (isOffset(word, options.has("o"))) {
          offset = MemberPaths.offset(kernel, word);
        } else if (found != null) {
          throw new CommandException("list start already entered");
        } else {
          found = word;
        }
      }
      if (found == null) {
        throw CommandException.usage("starting address required");
      }
      return place(found);
    }

    private long place(String word) throws CommandException {
      long address =
          word.startsWith("&") || word.indexOf('.') > 0 || word.contains("->")
              ? Places.address(kernel, word)
              : Addresses.parse(kernel, word);
      try {
        memory.u64(address);
      } catch (MemoryFault fault) {
        boolean invalid =
            fault.reason() == MemoryFault.Reason.INVALID || address < 4096 && address >= 0;
        throw new CommandException(
            invalid
                ? "invalid kernel virtual address: " + Long.toHexString(address)
                : String.valueOf(fault.getMessage()));
      }
      return address;
    }

    /** "struct.member", or a number too small for an address. */
    private boolean isOffset(String word, boolean known) {
      int dot = word.indexOf('.');
      if (dot > 0) {
        return !known && StructNames.isStruct(kernel.types(), word.substring(0, dot));
      }
      OptionalLong number = Numbers.plain(word);
      return !known && number.isPresent() && number.getAsLong() > 0 && number.getAsLong() < 4096;
    }

    void run() throws CommandException {
      long end = options.value("e") == null ? 0 : Addresses.parse(kernel, options.value("e"));
      long next = options.has("r") ? memoryWord() : 0;
      long linked = options.has("H") || options.has("h") ? offset : 0;
      long link = linked == 0 ? offset : 0;
      PointerChain.End how;
      if (options.has("H") || options.has("O")) {
        long head =
            options.has("H") ? start : start + MemberPaths.offset(kernel, options.value("O"));
        long first = memory.u64(head + next);
        how = walk(first, next, linked, at -> at == head || at == end);
      } else {
        long first = start + linked;
        long[] count = {0};
        how =
            walk(
                first,
                link + next,
                linked,
                at -> count[0]++ > 0 && (at == first || at == end) || end != 0 && at == end);
      }
      finish(how);
    }

    private long memoryWord() {
      return kernel.types().wordSize();
    }

    /**
     * @param next where the pointer to the next one is, from what the list holds
     * @param linked how far inside its struct what the list holds lies
     */
    private PointerChain.End walk(long first, long next, long linked, LongPredicate end) {
      return PointerChain.walk(
          memory,
          first,
          next,
          end,
          at -> {
            shown++;
            printer.print(at - linked, new JsonObject());
            return true;
          });
    }

    private void finish(PointerChain.End how) throws CommandException {
      String address = Long.toHexString(how.address());
      switch (how.kind()) {
        case END, STOPPED -> {}
        case NULL -> {
          if (options.has("H")) {
            throw new CommandException("invalid list entry: 0");
          }
        }
        case CYCLE -> throw new CommandException("duplicate list entry: " + address);
        case FAULT ->
            throw new CommandException(
                "invalid kernel virtual address: " + address + "  type: \"list entry\"");
        case TOO_LONG -> throw new CommandException("the list does not end");
      }
      if (shown == 0 && !output.json()) {
        output.line("(empty)");
      }
    }
  }
}
