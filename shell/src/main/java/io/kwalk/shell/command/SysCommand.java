package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.system.DmiStrings;
import io.kwalk.linux.system.KernelConfiguration;
import io.kwalk.linux.system.SystemCalls;
import io.kwalk.linux.system.SystemInfo;
import io.kwalk.linux.system.Taint;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The machine and the kernel as a whole. */
public final class SysCommand implements Command {
  @Override
  public String name() {
    return "sys";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "cti", "panic");
    List<String> words = options.arguments();
    if (options.has("panic")) {
      throw new CommandException("-panic is for live systems, and Kwalk never writes");
    }
    if (options.has("c")) {
      systemCalls(session, words, output);
    } else if (words.equals(List.of("config"))) {
      configuration(session.kernel(), output);
    } else if (!words.isEmpty()) {
      throw CommandException.usage("only config can be asked for: " + words.getFirst());
    } else if (options.has("t")) {
      taint(session.kernel(), output);
    } else if (options.has("i")) {
      firmware(session.kernel(), output);
    } else {
      new SystemBanner(session).show(output);
    }
  }

  private static void taint(Kernel kernel, Output output) {
    long mask = new SystemInfo(kernel).taint();
    if (output.json()) {
      output.row(
          new JsonObject().putAddress("tainted_mask", mask).put("taints", Taint.letters(mask)));
    } else {
      output.line("TAINTED_MASK: " + Long.toHexString(mask) + "  " + Taint.letters(mask));
    }
  }

  private static void firmware(Kernel kernel, Output output) {
    Map<String, String> strings = DmiStrings.read(kernel);
    if (output.json()) {
      JsonObject row = new JsonObject();
      strings.forEach(row::put);
      output.row(row);
      return;
    }
    strings.forEach((name, value) -> output.line(Text.right(name, 25) + ": " + Text.escape(value)));
  }

  private static void configuration(Kernel kernel, Output output) throws CommandException {
    String text;
    try {
      text =
          KernelConfiguration.read(kernel)
              .orElseThrow(() ->
                  new CommandException(
                      "this kernel does not hold its configuration (CONFIG_IKCONFIG): see"
                          + " /boot/config-"
                          + kernel.release()));
    } catch (MemoryFault | IOException problem) {
      throw new CommandException("kernel configuration: " + problem.getMessage());
    }
    for (String line : text.strip().split("\n", -1)) {
      if (output.json()) {
        output.row(new JsonObject().put("line", line));
      } else {
        output.line(Text.escape(line));
      }
    }
  }

  private static void systemCalls(Session session, List<String> words, Output output)
      throws CommandException {
    boolean hexadecimal = session.radix() == 16;
    List<SystemCalls> chosen = SystemCalls.read(session.kernel());
    if (!words.isEmpty()) {
      chosen = chosen.stream().filter(call -> matches(call, words.getFirst())).toList();
      if (chosen.isEmpty()) {
        throw new CommandException("no such system call: " + words.getFirst());
      }
    }
    SystemCallLines lines = new SystemCallLines(session.kernel());
    if (!output.json()) {
      output.line("NUM  SYSTEM CALL                FILE AND LINE NUMBER");
    }
    for (SystemCalls call : chosen) {
      if (output.json()) {
        JsonObject row =
            new JsonObject()
                .put("number", call.number())
                .putAddress("address", call.address())
                .put("name", call.name());
        lines.add(row, call.address());
        output.row(row);
        continue;
      }
      String number = Integer.toString(call.number(), hexadecimal ? 16 : 10);
      String name = call.name().isEmpty() ? Long.toHexString(call.address()) : call.name();
      output.line(Text.right(number, 3) + "  " + lines.behind(name, call.address()));
    }
  }

  private static boolean matches(SystemCalls call, String word) {
    OptionalLong number = word.startsWith("0x") ? Numbers.hexadecimal(word) : Numbers.decimal(word);
    return number.isPresent() ? call.number() == number.getAsLong() : call.name().contains(word);
  }
}
