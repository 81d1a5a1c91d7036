package io.kwalk.linux.api;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.image.DumpImages;
import io.kwalk.core.image.DumpOpenException;
import io.kwalk.core.image.ImageOptions;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.CTypeParser;
import io.kwalk.core.object.GlobalVariables;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.core.object.UnknownNameException.Kind;
import io.kwalk.core.object.ValuePrinter;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.KernelNotFoundException;
import io.kwalk.linux.debuginfo.DebugInfoSources;
import io.kwalk.linux.structures.ListHead;
import io.kwalk.linux.structures.ListWalk;
import io.kwalk.linux.task.Processors;
import io.kwalk.linux.task.Task;
import io.kwalk.linux.task.Tasks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An open dump of a Linux kernel. Opening reads a few pages; symbols, types, and what lists tasks
 * and stacks need are read when first asked for, and kept. Safe for several threads. The dump's
 * file stays mapped until {@link #close()}.
 *
 * <p>Two exceptions, both unchecked, tell what a dump has not: a {@link MemoryFault} the address
 * that could not be read, and why; an {@link UnknownNameException} the name that this kernel does
 * not know. Strings come as they are in the kernel's memory: a program that prints them to a
 * terminal should escape them.
 */
public final class Dump implements Closeable {
  private final Kernel kernel;

  private Dump(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Opens {@code dump}, of any format that Kwalk knows, with what it holds by itself and with debug
   * information.
   *
   * @param debug a vmlinux, or a folder with debug files of vmlinux or of modules; several of them;
   *     none. One of another build is left aside, which {@link #notes} says. No file is searched
   *     for elsewhere, and none fetched.
   * @throws IOException if {@code dump} cannot be read, is no dump (a {@link DumpOpenException}),
   *     or no kernel is found in it
   */
  public static Dump open(Path dump, Path... debug) throws IOException {
    return open(List.of(dump), debug);
  }

  /**
   * As {@link #open(Path, Path...)}.
   *
   * @param pieces of a dump that makedumpfile split, in any order
   */
  public static Dump open(List<Path> pieces, Path... debug) throws IOException {
    List<String> names = pieces.stream().map(Path::toString).toList();
    var image = DumpImages.open(names, ImageOptions.DEFAULT);
    try {
      return new Dump(Kernel.open(image, sources(debug)));
    } catch (KernelNotFoundException problem) {
      image.close();
      throw new DumpOpenException(names.getFirst(), problem.why(), problem.remedy());
    }
  }

  private static DebugInfoSources sources(Path... debug) {
    Optional<Path> vmlinux = Optional.empty();
    List<Path> folders = new ArrayList<>();
    for (Path path : debug) {
      if (Files.isDirectory(path)) {
        folders.add(path);
      } else {
        vmlinux = Optional.of(path);
      }
    }
    return new DebugInfoSources(
        vmlinux, folders, List.of(), Optional.empty(), false, Optional.empty());
  }

  /** All that Kwalk knows of the kernel, for what this class has no method for. */
  public Kernel kernel() {
    return kernel;
  }

  /** What {@code uname -r} said. */
  public String release() {
    return kernel.release();
  }

  /** Symbols of vmlinux and of the loaded modules. */
  public Symbols symbols() {
    return kernel.symbols();
  }

  /**
   * The symbol {@code name}, of vmlinux before modules.
   *
   * @throws UnknownNameException if there is none
   */
  public Symbol symbol(String name) {
    return symbols().find(name).orElseThrow(() -> new UnknownNameException(Kind.SYMBOL, name));
  }

  /** Types of vmlinux and of the loaded modules: of debug information, else the dump's own. */
  public Types types() {
    return kernel.types();
  }

  /**
   * The type that {@code declaration} names in C: {@code struct task_struct}, {@code u32}, {@code
   * struct page *}.
   *
   * @throws UnknownNameException if there is none
   */
  public Type type(String declaration) {
    return CTypeParser.parse(declaration, types())
        .orElseThrow(() -> new UnknownNameException(Kind.TYPE, declaration));
  }

  /** What lies at {@code address}, as {@code type}. Reads nothing. */
  public Reference at(Type type, long address) {
    return kernel.at(type, address);
  }

  /**
   * What lies at {@code address}, as the type {@code declaration}. Reads nothing.
   *
   * @throws UnknownNameException if there is no such type
   */
  public Reference at(String declaration, long address) {
    return at(type(declaration), address);
  }

  /**
   * The global variable {@code name}.
   *
   * @throws UnknownNameException if there is no such symbol, or its type is not known: without
   *     debug information only those of the kernel's best known variables are
   */
  public Reference variable(String name) {
    return at(variableType(name), symbol(name).address());
  }

  /**
   * {@code cpu}'s copy of the per-CPU variable {@code name}.
   *
   * @throws UnknownNameException as {@link #variable}
   */
  public Reference perCpu(String name, int cpu) {
    return at(variableType(name), symbol(name).address() + kernel.perCpu().offset(cpu));
  }

  private Type variableType(String name) {
    symbol(name);
    return GlobalVariables.type(kernel, name)
        .orElseThrow(() -> new UnknownNameException(Kind.TYPE, "the type of " + name));
  }

  /** The processors that were running, ascending. */
  public List<Integer> processors() {
    return kernel.perCpu().online().boxed().toList();
  }

  /**
   * The objects on a circular list (struct list_head), in its order. Bounded; a list that leads in
   * a circle of its own, to a null pointer or to memory that is not there ends there, which {@link
   * ListHead#walk} would tell.
   *
   * @param head the list's head, a struct list_head
   * @param declaration the type of the objects, such as {@code struct task_struct}
   * @param member the path to the struct list_head in them, such as {@code tasks}
   * @throws UnknownNameException if there is no such type or member
   */
  public List<Reference> list(Reference head, String declaration, String member) {
    Type type = type(declaration);
    Optional<Field> link =
        type.strip() instanceof StructType struct ? struct.field(member) : Optional.empty();
    long offset =
        link.orElseThrow(() -> new UnknownNameException(Kind.MEMBER, declaration + "." + member))
            .offset();
    ListWalk walk = ListHead.walk(kernel.memory(), head.address());
    List<Reference> objects = new ArrayList<>();
    for (long node : walk.nodes()) {
      objects.add(at(type, node - offset));
    }
    return objects;
  }

  /** The value of {@code reference} as C text, as the shell's {@code p} prints it. */
  public static String text(Reference reference) {
    return ValuePrinter.print(reference, PrintOptions.DEFAULT);
  }

  /** All tasks: the processors' idle tasks, then the others by PID. Gathered at the first call. */
  public List<Task> tasks() {
    return Tasks.of(kernel).all();
  }

  /** The task (thread) with that PID in the initial namespace. */
  public Optional<Task> task(int pid) {
    return Tasks.of(kernel).withPid(pid);
  }

  /** The task that panicked; empty if none did. */
  public Optional<Task> crashedTask() {
    return Processors.of(kernel).panicTask();
  }

  /**
   * The frames of {@code task}'s kernel stack, innermost first; empty if its stack was freed.
   *
   * @throws MemoryFault if where the trace starts cannot be read
   */
  public List<Frame> trace(Task task) {
    return Frame.of(task);
  }

  /** What is missing as a whole (symbols, types, a debug file that does not fit), as far as met. */
  public List<String> notes() {
    return kernel.notes();
  }

  @Override
  public void close() throws IOException {
    kernel.close();
  }
}
