package io.kwalk.shell.process;

import io.kwalk.linux.task.Credentials;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.TaskArguments;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.TaskLine;
import io.kwalk.shell.line.Options;
import java.util.List;
import java.util.Optional;

/** Who a task is, and what it may do. */
public final class CredCommand implements Command {
  private static final List<String> SECCOMP = List.of("none", "strict", "filter");

  @Override
  public String name() {
    return "cred";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "");
    Faults faults = new Faults();
    TaskArguments.printEach(session, options, output, task -> print(task, output, faults));
    faults.report(output);
  }

  private static void print(Task task, Output output, Faults faults) {
    Optional<Credentials> found =
        faults.read(() -> Optional.of(Credentials.of(task)), Optional.empty());
    if (output.json()) {
      JsonObject row = TaskLine.json(task);
      found.ifPresent(one -> fill(row, one));
      output.row(row);
      return;
    }
    output.line(TaskLine.header(task));
    found.ifPresent(one -> print(one, output));
  }

  private static void print(Credentials one, Output output) {
    output.line("       CRED: " + Text.hex(one.address(), 16));
    output.line("        UID: " + ids(one.user()));
    output.line("        GID: " + ids(one.group()));
    output.line("     GROUPS: " + numbers(one.groups()));
    output.line("INHERITABLE: " + capabilities(one.inheritable()));
    output.line("  PERMITTED: " + capabilities(one.permitted()));
    output.line("  EFFECTIVE: " + capabilities(one.effective()));
    output.line("   BOUNDING: " + capabilities(one.bounding()));
    output.line("    AMBIENT: " + capabilities(one.ambient()));
    output.line(" SECUREBITS: " + Long.toHexString(one.securebits()));
    output.line(
        "   NO_NEW_PRIVS: " + (one.noNewPrivileges() ? 1 : 0) + "  SECCOMP: " + seccomp(one));
  }

  private static String ids(List<Long> ids) {
    return "real "
        + ids.get(0)
        + "  effective "
        + ids.get(1)
        + "  saved "
        + ids.get(2)
        + "  file system "
        + ids.get(3);
  }

  private static String numbers(List<Long> numbers) {
    return String.join(" ", numbers.stream().map(String::valueOf).toList());
  }

  private static String capabilities(long set) {
    String words =
        set == 0
            ? "none"
            : Credentials.isAll(set) ? "all" : String.join(" ", Credentials.names(set));
    return Text.hex(set, 16) + "  " + words;
  }

  private static String seccomp(Credentials one) {
    int mode = one.seccomp();
    return mode >= 0 && mode < SECCOMP.size() ? SECCOMP.get(mode) : Integer.toString(mode);
  }

  private static void fill(JsonObject row, Credentials one) {
    row.putAddress("cred", one.address());
    List<String> kinds = List.of("", "e", "s", "fs");
    for (int i = 0; i < kinds.size(); i++) {
      row.put(kinds.get(i) + "uid", one.user().get(i));
      row.put(kinds.get(i) + "gid", one.group().get(i));
    }
    row.putNumbers("groups", one.groups())
        .putAddress("cap_inheritable", one.inheritable())
        .putAddress("cap_permitted", one.permitted())
        .putAddress("cap_effective", one.effective())
        .putAddress("cap_bounding", one.bounding())
        .putAddress("cap_ambient", one.ambient())
        .putStrings("effective", Credentials.names(one.effective()))
        .putAddress("securebits", one.securebits())
        .put("no_new_privs", one.noNewPrivileges())
        .put("seccomp", seccomp(one));
  }
}
