package io.kwalk.shell;

import io.kwalk.shell.bpf.BpfCommand;
import io.kwalk.shell.code.DisCommand;
import io.kwalk.shell.command.AliasCommand;
import io.kwalk.shell.command.AsciiCommand;
import io.kwalk.shell.command.BtopCommand;
import io.kwalk.shell.command.EvalCommand;
import io.kwalk.shell.command.ExtendCommand;
import io.kwalk.shell.command.ForeachCommand;
import io.kwalk.shell.command.HelpCommand;
import io.kwalk.shell.command.IpcsCommand;
import io.kwalk.shell.command.IrqCommand;
import io.kwalk.shell.command.LogCommand;
import io.kwalk.shell.command.MachCommand;
import io.kwalk.shell.command.ModCommand;
import io.kwalk.shell.command.PsCommand;
import io.kwalk.shell.command.PteCommand;
import io.kwalk.shell.command.PtobCommand;
import io.kwalk.shell.command.PtovCommand;
import io.kwalk.shell.command.RdCommand;
import io.kwalk.shell.command.RefusedCommand;
import io.kwalk.shell.command.RepeatCommand;
import io.kwalk.shell.command.RunqCommand;
import io.kwalk.shell.command.RustfiltCommand;
import io.kwalk.shell.command.SetCommand;
import io.kwalk.shell.command.SigCommand;
import io.kwalk.shell.command.SymCommand;
import io.kwalk.shell.command.SysCommand;
import io.kwalk.shell.command.TimerCommand;
import io.kwalk.shell.command.VtopCommand;
import io.kwalk.shell.command.WaitqCommand;
import io.kwalk.shell.device.DevCommand;
import io.kwalk.shell.files.FilesCommand;
import io.kwalk.shell.files.FuserCommand;
import io.kwalk.shell.files.MountCommand;
import io.kwalk.shell.kmem.KmemCommand;
import io.kwalk.shell.net.NetCommand;
import io.kwalk.shell.process.CgroupCommand;
import io.kwalk.shell.process.CredCommand;
import io.kwalk.shell.process.GcoreCommand;
import io.kwalk.shell.process.NsCommand;
import io.kwalk.shell.process.SyscallCommand;
import io.kwalk.shell.process.WorkqueueCommand;
import io.kwalk.shell.search.SearchCommand;
import io.kwalk.shell.stack.BtCommand;
import io.kwalk.shell.stack.FrameCommand;
import io.kwalk.shell.types.WhatisCommand;
import io.kwalk.shell.value.ListCommand;
import io.kwalk.shell.value.PCommand;
import io.kwalk.shell.value.SbitmapqCommand;
import io.kwalk.shell.value.StructCommand;
import io.kwalk.shell.value.TaskCommand;
import io.kwalk.shell.value.TreeCommand;
import io.kwalk.shell.vm.SwapCommand;
import io.kwalk.shell.vm.VmCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every command of the shell. A command's class is loaded when the command is first used: start-up
 * loads none of the others. To add one: its name in {@link #NAMES} and a line in {@link #create}.
 */
public final class CommandTable {
  /** In the order of help's table. */
  public static final List<String> NAMES =
      """
      *
      alias
      ascii
      bpf
      bt
      btop
      cgroup
      cred
      dev
      dis
      eval
      exit
      extend
      files
      foreach
      frame
      fuser
      gcore
      gdb
      help
      ipcs
      irq
      kmem
      list
      log
      mach
      mod
      mount
      net
      ns
      p
      ps
      pte
      ptob
      ptov
      q
      rd
      repeat
      runq
      rustfilt
      sbitmapq
      search
      set
      sig
      struct
      swap
      sym
      sys
      syscall
      task
      timer
      tree
      union
      vm
      vtop
      waitq
      whatis
      workqueue
      wr
      """
          .lines()
          .toList();

  private CommandTable() {}

  /** Whether a line may begin with {@code name}, aliases aside. */
  public static boolean isCommand(String name) {
    return NAMES.contains(name);
  }

  /** A command by its name, or null if there is none. */
  public static @Nullable Command create(String name) {
    return switch (name) {
      case "alias" -> new AliasCommand();
      case "ascii" -> new AsciiCommand();
      case "bpf" -> new BpfCommand();
      case "bt" -> new BtCommand();
      case "btop" -> new BtopCommand();
      case "cgroup" -> new CgroupCommand();
      case "cred" -> new CredCommand();
      case "dev" -> new DevCommand();
      case "dis" -> new DisCommand();
      case "eval" -> new EvalCommand();
      case "extend" -> new ExtendCommand();
      case "files" -> new FilesCommand();
      case "foreach" -> new ForeachCommand();
      case "frame" -> new FrameCommand();
      case "gdb", "map", "wr" -> new RefusedCommand(name);
      case "fuser" -> new FuserCommand();
      case "gcore" -> new GcoreCommand();
      case "help" -> new HelpCommand();
      case "kmem" -> new KmemCommand();
      case "list" -> new ListCommand();
      case "log" -> new LogCommand();
      case "mach" -> new MachCommand();
      case "mod" -> new ModCommand();
      case "mount" -> new MountCommand();
      case "net" -> new NetCommand();
      case "ns" -> new NsCommand();
      case "p" -> new PCommand();
      case "ps" -> new PsCommand();
      case "pte" -> new PteCommand();
      case "ptob" -> new PtobCommand();
      case "ptov" -> new PtovCommand();
      case "rd" -> new RdCommand();
      case "repeat" -> new RepeatCommand();
      case "runq" -> new RunqCommand();
      case "rustfilt" -> new RustfiltCommand();
      case "sbitmapq" -> new SbitmapqCommand();
      case "search" -> new SearchCommand();
      case "set" -> new SetCommand();
      case "sig" -> new SigCommand();
      case "struct", "union", "*" -> new StructCommand(name);
      case "swap" -> new SwapCommand();
      case "sym" -> new SymCommand();
      case "sys" -> new SysCommand();
      case "syscall" -> new SyscallCommand();
      case "task" -> new TaskCommand();
      case "tree" -> new TreeCommand();
      case "vm" -> new VmCommand();
      case "vtop" -> new VtopCommand();
      case "whatis" -> new WhatisCommand();
      case "workqueue" -> new WorkqueueCommand();
      case "ipcs" -> new IpcsCommand();
      case "irq" -> new IrqCommand();
      case "timer" -> new TimerCommand();
      case "waitq" -> new WaitqCommand();
      default -> null;
    };
  }
}
