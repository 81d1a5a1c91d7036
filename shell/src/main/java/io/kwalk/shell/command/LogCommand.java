package io.kwalk.shell.command;

import io.kwalk.core.debuginfo.rust.RustNames;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.log.AuditQueue;
import io.kwalk.linux.log.KernelLog;
import io.kwalk.linux.log.LogRecord;
import io.kwalk.linux.log.SafeBuffer;
import io.kwalk.linux.system.Clock;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.line.Options;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel's log. */
public final class LogCommand implements Command {
  private static final Pattern MANGLED = Pattern.compile("\\b_(R|ZN)[\\w.$]+");

  private static final int CALLER_WIDTH = 8;

  @Override
  public String name() {
    return "log";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "TtdmascR");
    if (!options.arguments().isEmpty()) {
      throw CommandException.usage("no arguments are taken: " + options.arguments().getFirst());
    }
    if (options.has("T") && options.has("t")) {
      throw CommandException.usage("-T and -t exclude each other");
    }
    if (options.has("a")) {
      audit(session.kernel(), output);
    } else if (options.has("s")) {
      safeBuffers(session.kernel(), output);
    } else {
      messages(session.kernel(), options, output);
    }
  }

  private static void messages(Kernel kernel, Options options, Output output) {
    KernelLog log = KernelLog.of(kernel);
    Faults faults = new Faults();
    faults.addAll(log.troubles());
    for (LogRecord record : log.records()) {
      output.checkInterrupted();
      if (!record.lost().isEmpty()) {
        faults.add("message " + record.sequence() + ": " + record.lost());
      }
      if (output.json()) {
        output.row(json(record));
      } else {
        print(kernel, record, options, output);
      }
    }
    faults.report(output);
  }

  private static void print(Kernel kernel, LogRecord record, Options options, Output output) {
    String stamp = stamp(kernel, record, options);
    String level = options.has("m") ? "<" + Integer.toHexString(record.level()) + ">" : "";
    String text = record.lost().isEmpty() ? record.text() : "(" + record.lost() + ")";
    int indent = stamp.length() + level.length();
    String[] lines = (options.has("R") ? withRustNames(text) : text).split("\n", -1);
    output.line(stamp + level + Text.escape(lines[0]));
    for (int i = 1; i < lines.length; i++) {
      output.line(" ".repeat(indent) + Text.escape(lines[i]));
    }
    if (options.has("d")) {
      dictionary("SUBSYSTEM", record.subsystem(), indent, output);
      dictionary("DEVICE", record.device(), indent, output);
    }
  }

  /** Mangled symbols as Rust's source has them. */
  private static String withRustNames(String text) {
    return MANGLED
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(RustNames.demangle(found.group()).orElseGet(found::group)));
  }

  private static void dictionary(String key, String value, int indent, Output output) {
    if (!value.isEmpty()) {
      output.line(" ".repeat(indent) + key + "=" + Text.escape(value));
    }
  }

  /** "[ 0.467730] ", and who called. */
  private static String stamp(Kernel kernel, LogRecord record, Options options) {
    long nanoseconds = record.nanoseconds();
    String time = "";
    if (options.has("T")) {
      long seconds = Clock.of(kernel).bootSeconds() + nanoseconds / 1_000_000_000;
      time = "[" + Dates.local(seconds) + "] ";
    } else if (!options.has("t")) {
      long micros = nanoseconds % 1_000_000_000 / 1000;
      time =
          "["
              + Text.right(Long.toUnsignedString(nanoseconds / 1_000_000_000), 5)
              + "."
              + Long.toString(1_000_000 + micros).substring(1)
              + "] ";
    }
    return options.has("c") ? time + "[" + Text.right(record.caller(), CALLER_WIDTH) + "] " : time;
  }

  private static JsonObject json(LogRecord record) {
    JsonObject row =
        new JsonObject()
            .put("sequence", record.sequence())
            .put("time_ns", record.nanoseconds())
            .put("facility", record.facility())
            .put("level", record.level())
            .put("caller", record.caller())
            .put("text", record.text());
    if (!record.subsystem().isEmpty()) {
      row.put("subsystem", record.subsystem()).put("device", record.device());
    }
    return record.lost().isEmpty() ? row : row.put("lost", record.lost());
  }

  /** Messages that auditd has not fetched. */
  private static void audit(Kernel kernel, Output output) throws CommandException {
    Faults faults = new Faults();
    List<AuditQueue.Message> messages = AuditQueue.read(kernel, faults::add);
    faults.report(output);
    if (messages.isEmpty()) {
      throw new CommandException("kernel audit log is empty");
    }
    for (AuditQueue.Message message : messages) {
      if (output.json()) {
        output.row(new JsonObject().put("type", message.type()).put("text", message.text()));
      } else {
        output.line("type=" + message.type() + " " + Text.escape(message.text()));
      }
    }
  }

  private static void safeBuffers(Kernel kernel, Output output) throws CommandException {
    Faults faults = new Faults();
    List<SafeBuffer> buffers = SafeBuffer.read(kernel, faults::add);
    if (buffers.isEmpty()) {
      throw new CommandException("this kernel has no printk safe buffers (gone in Linux 5.15)");
    }
    String name = "";
    for (SafeBuffer buffer : buffers) {
      if (output.json()) {
        output.row(json(buffer));
        continue;
      }
      if (!buffer.name().equals(name)) {
        name = buffer.name();
        output.line("PRINTK_SAFE_SEQ_BUF: " + name);
      }
      output.line(
          "CPU: %d  ADDR: %x LEN: %d  MESSAGE_LOST: %d"
              .formatted(buffer.cpu(), buffer.address(), buffer.length(), buffer.lost()));
      for (String line : buffer.text().split("\n", -1)) {
        output.line("  " + (buffer.text().isEmpty() ? "(empty)" : Text.escape(line)));
      }
    }
    faults.report(output);
  }

  private static JsonObject json(SafeBuffer buffer) {
    return new JsonObject()
        .put("buffer", buffer.name())
        .put("cpu", buffer.cpu())
        .putAddress("address", buffer.address())
        .put("length", buffer.length())
        .put("lost", buffer.lost())
        .put("text", buffer.text());
  }
}
