package io.kwalk.shell.process;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.linux.cgroup.ControlGroup;
import io.kwalk.linux.cgroup.ControlGroups;
import io.kwalk.linux.cgroup.Controller;
import io.kwalk.linux.cgroup.Hierarchy;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Control groups: the tree, a group's tasks, a task's groups. */
public final class CgroupCommand implements Command {
  @Override
  public String name() {
    return "cgroup";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "cp");
    ControlGroups groups = ControlGroups.of(session.kernel());
    List<String> words = options.arguments();
    Faults faults = new Faults();
    if (options.has("c")) {
      controllers(groups, output);
    } else if (words.isEmpty()) {
      for (Hierarchy hierarchy : groups.hierarchies()) {
        tree(groups, hierarchy, hierarchy.root(), options.has("p"), output);
      }
    } else {
      for (String word : words) {
        if (word.startsWith("/")) {
          below(groups, word, options.has("p"), output);
        } else {
          task(groups, TaskArguments.parse(session.kernel(), word), output, faults);
        }
      }
    }
    faults.addAll(groups.troubles());
    faults.report(output);
  }

  /** As /proc/cgroups. */
  private static void controllers(ControlGroups groups, Output output) {
    if (!output.json()) {
      output.line("#subsys_name\thierarchy\tnum_cgroups\tenabled");
    }
    for (Controller one : groups.controllers()) {
      if (output.json()) {
        output.row(
            new JsonObject()
                .put("controller", one.name())
                .put("hierarchy", one.hierarchy())
                .put("num_cgroups", one.count())
                .put("enabled", one.enabled()));
      } else {
        output.line(
            Text.escape(one.name())
                + "\t"
                + one.hierarchy()
                + "\t"
                + one.count()
                + "\t"
                + (one.enabled() ? 1 : 0));
      }
    }
  }

  private static void below(ControlGroups groups, String path, boolean pids, Output output)
      throws CommandException {
    boolean found = false;
    for (Hierarchy hierarchy : groups.hierarchies()) {
      Optional<ControlGroup> group =
          groups.tree(hierarchy.root()).stream().filter(one -> one.path().equals(path)).findFirst();
      if (group.isPresent()) {
        found = true;
        tree(groups, hierarchy, group.get(), pids, output);
      }
    }
    if (!found) {
      throw new CommandException("no such control group: " + path + "; cgroup shows all");
    }
  }

  private static void tree(
      ControlGroups groups, Hierarchy hierarchy, ControlGroup top, boolean pids, Output output) {
    Map<Long, List<Task>> members = groups.members(hierarchy);
    List<ControlGroup> all = groups.tree(top);
    if (!output.json()) {
      output.line(
          "HIERARCHY "
              + label(hierarchy)
              + "  ROOT: "
              + Text.hex(hierarchy.address(), 16)
              + "  GROUPS: "
              + hierarchy.count());
      output.line("     CGROUP       TASKS  PATH");
    }
    for (ControlGroup group : all) {
      output.checkInterrupted();
      List<Task> tasks = members.getOrDefault(group.address(), List.of());
      if (output.json()) {
        output.row(row(hierarchy, group, tasks));
        continue;
      }
      output.line(
          Text.hex(group.address(), 16)
              + " "
              + Text.right(Integer.toString(tasks.size()), 6)
              + "  "
              + Text.escape(group.path())
              + (group.controllers().isEmpty()
                  ? ""
                  : "  [" + String.join(" ", group.controllers()) + "]")
              + (group.online() ? "" : "  (deleted)"));
      if (pids && !tasks.isEmpty()) {
        StringBuilder line = new StringBuilder(" ".repeat(24)).append("PIDS:");
        tasks.forEach(task -> line.append(' ').append(task.pid()));
        output.line(line.toString());
      }
    }
  }

  /** "0" of version 2, else "2:cpu,cpuacct" or "1:name=systemd". */
  private static String label(Hierarchy hierarchy) {
    List<String> names = new ArrayList<>(hierarchy.id() == 0 ? List.of() : hierarchy.controllers());
    if (!hierarchy.name().isEmpty()) {
      names.add("name=" + hierarchy.name());
    }
    return hierarchy.id()
        + ":"
        + Text.escape(String.join(",", names))
        + (hierarchy.id() == 0 ? " (version 2)" : "");
  }

  private static JsonObject row(Hierarchy hierarchy, ControlGroup group, List<Task> tasks) {
    return new JsonObject()
        .put("hierarchy", hierarchy.id())
        .putAddress("cgroup", group.address())
        .put("path", group.path())
        .put("inode", group.inode())
        .put("level", group.level())
        .putStrings("controllers", group.controllers())
        .put("online", group.online())
        .put("tasks", tasks.size())
        .putNumbers("pids", tasks.stream().map(Task::pid).toList());
  }

  /** As /proc/PID/cgroup. */
  private static void task(ControlGroups groups, Task task, Output output, Faults faults) {
    if (!output.json()) {
      output.line(TaskLine.header(task));
    }
    for (Hierarchy hierarchy : groups.hierarchies()) {
      try {
        Optional<ControlGroup> group = groups.of(task, hierarchy);
        if (group.isEmpty()) {
          continue;
        }
        if (output.json()) {
          output.row(
              TaskLine.json(task)
                  .put("hierarchy", hierarchy.id())
                  .putAddress("cgroup", group.get().address())
                  .put("path", group.get().path())
                  .put("online", group.get().online()));
        } else {
          String label = label(hierarchy).replace(" (version 2)", "");
          output.line(
              label
                  + ":"
                  + Text.escape(group.get().path())
                  + (group.get().online() ? "" : " (deleted)"));
        }
      } catch (MemoryFault fault) {
        faults.add(String.valueOf(fault.getMessage()));
      }
    }
  }
}
