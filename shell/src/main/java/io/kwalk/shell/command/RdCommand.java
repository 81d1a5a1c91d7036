package io.kwalk.shell.command;

import io.kwalk.core.memory.Memory;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.command.MemoryView.Style;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Raw memory: values, characters, symbols, or bytes into a file. */
public final class RdCommand implements Command {
  private static final int CHUNK = 4096;

  @Override
  public String name() {
    return "rd";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "adDsSupxmfNRo:e:r:", "8", "16", "32", "64");
    if (options.has("m")) {
      throw new CommandException("-m is for Xen hypervisors, which are not supported");
    }
    if (options.arguments().isEmpty() || options.arguments().size() > 2) {
      throw CommandException.usage("an address or a symbol is needed, and at most a count");
    }
    if (options.has("f")) {
      fromFile(session, options, output);
    } else {
      long address = start(session.kernel(), options);
      print(memory(session, options, address), address, session.kernel(), options, output);
    }
  }

  private static void fromFile(Session session, Options options, Output output)
      throws CommandException {
    Path file = session.dumpFiles().getFirst();
    try (FileChannel channel = FileChannel.open(file)) {
      Memory memory = new FileMemory(channel, session.kernel().physical().byteOrder());
      print(memory, start(session.kernel(), options), session.kernel(), options, output);
    } catch (IOException problem) {
      throw new CommandException(file + ": " + problem.getMessage());
    }
  }

  private static long start(Kernel kernel, Options options) throws CommandException {
    long address = Addresses.parse(kernel, options.arguments().getFirst());
    String offset = options.value("o");
    return offset == null ? address : address + number(offset);
  }

  private static Memory memory(Session session, Options options, long address)
      throws CommandException {
    if (options.has("p")) {
      return session.kernel().physical();
    }
    return options.has("u")
        ? AddressSpace.userMemory(session.kernel(), session.currentTask())
        : AddressSpace.of(session, address);
  }

  /** A count or an offset: decimal unless it shows otherwise. */
  private static long number(String text) throws CommandException {
    return Numbers.plain(text).orElseThrow(() -> new CommandException("not a number: " + text));
  }

  private static void print(
      Memory memory, long address, Kernel kernel, Options options, Output output)
      throws CommandException {
    String file = options.value("r");
    boolean characters = options.has("a");
    int width = file != null || characters ? 1 : width(options);
    long count = count(kernel, address, width, options);
    if (file != null) {
      copy(memory, address, count, file, output);
    } else if (characters) {
      CharacterView.print(memory, address, count, output);
    } else {
      count = Math.max(1, count);
      long from = options.has("R") ? address - (count - 1) * width : address;
      boolean kernelAddress = AddressSpace.isKernel(from) && !options.has("p") && !options.has("f");
      view(kernel, width, kernelAddress, options).print(memory, from, count, output);
    }
  }

  private static MemoryView view(Kernel kernel, int width, boolean kernelAddress, Options options) {
    Style style = style(options);
    boolean ascii = style == Style.HEXADECIMAL && !options.has("x");
    MemoryView.@Nullable ValueNames names =
        style == Style.SYMBOLIC ? new PointerNames(kernel, options.count("S")) : null;
    return new MemoryView(width, style, ascii, options.has("N"), kernelAddress, names);
  }

  private static Style style(Options options) {
    if (options.has("s") || options.has("S")) {
      return Style.SYMBOLIC;
    }
    return options.has("d") ? Style.SIGNED : options.has("D") ? Style.UNSIGNED : Style.HEXADECIMAL;
  }

  private static int width(Options options) {
    return options.has("8") ? 1 : options.has("16") ? 2 : options.has("32") ? 4 : 8;
  }

  /** From the count argument, or from -e; 0 if there is neither. */
  private static long count(Kernel kernel, long address, int width, Options options)
      throws CommandException {
    String end = options.value("e");
    if (end != null) {
      long bytes = Addresses.parse(kernel, end) - address;
      if (bytes <= 0) {
        throw new CommandException("-e " + end + " is not behind the start");
      }
      return Math.max(1, bytes / width);
    }
    if (options.arguments().size() < 2) {
      return 0;
    }
    long count = number(options.arguments().get(1));
    if (count <= 0) {
      throw new CommandException("not a count: " + options.arguments().get(1));
    }
    return count;
  }

  private static void copy(Memory memory, long address, long count, String file, Output output)
      throws CommandException {
    if (count == 0) {
      throw new CommandException("-r needs a count, or -e");
    }
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(Path.of(file)))) {
      byte[] bytes = new byte[CHUNK];
      for (long done = 0; done < count; done += CHUNK) {
        int length = (int) Math.min(CHUNK, count - done);
        memory.read(address + done, bytes, 0, length);
        stream.write(bytes, 0, length);
        output.checkInterrupted();
      }
    } catch (IOException problem) {
      throw new CommandException(file + ": cannot be written: " + problem.getMessage());
    }
    String from = "0x" + Long.toHexString(address);
    output.line(count + " bytes copied from " + from + " to " + file);
  }
}
