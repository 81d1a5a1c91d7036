package io.kwalk.linux;

import io.kwalk.core.arch.Architecture;
import io.kwalk.core.arch.PageTables;
import io.kwalk.core.arch.VirtualMemory;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.Lines;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Symbols;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.UnwindTable;
import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.debuginfo.file.ElfSymbols;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.PhysicalMemory;
import io.kwalk.core.memory.Lazy;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.KernelNotes.Subject;
import io.kwalk.linux.boot.KernelLayout;
import io.kwalk.linux.boot.KernelSymbols;
import io.kwalk.linux.boot.KernelTypes;
import io.kwalk.linux.boot.KernelUnwind;
import io.kwalk.linux.cpu.PerCpu;
import io.kwalk.linux.debuginfo.DebugFiles;
import io.kwalk.linux.debuginfo.DebugInfoSources;
import io.kwalk.linux.debuginfo.KernelLines;
import io.kwalk.linux.module.KernelModule;
import io.kwalk.linux.module.KernelModules;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A Linux kernel in a dump. Opening finds where it lies (a few page reads); symbols, types, unwind
 * tables and modules are loaded when first asked for. Safe for several threads.
 */
public final class Kernel implements Target, Closeable {
  private final DumpImage image;
  private final KernelLayout layout;
  private final DebugFiles debugFiles;
  private final Lines lines;
  private final Lazy<Symbols> kallsyms;
  private final Lazy<Symbols> imageSymbols;
  private final Lazy<Symbols> symbols;
  private final Lazy<Types> imageTypes;
  private final Lazy<Types> layouts;
  private final KernelTypes types = new KernelTypes(this);
  private final Lazy<UnwindTable> unwindTable;
  private final Lazy<List<KernelModule>> modules;
  private final Lazy<PerCpu> perCpu;
  private final KernelNotes notes = new KernelNotes();
  private final ConcurrentHashMap<Class<?>, Lazy<Object>> parts = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, OptionalLong> addresses = new ConcurrentHashMap<>();

  private Kernel(DumpImage image, KernelLayout layout, DebugInfoSources sources) {
    this.image = image;
    this.layout = layout;
    debugFiles = new DebugFiles(this, sources);
    lines = new KernelLines(this);
    kallsyms = Lazy.of(() -> KernelSymbols.ofImage(this));
    imageSymbols = Lazy.of(this::loadImageSymbols);
    symbols = Lazy.of(() -> KernelSymbols.withModules(this));
    imageTypes = Lazy.of(() -> KernelTypes.ofImage(this));
    layouts = Lazy.of(() -> KernelTypes.layouts(this));
    unwindTable = Lazy.of(() -> KernelUnwind.of(this));
    modules = Lazy.of(() -> KernelModules.read(this));
    perCpu = Lazy.of(() -> PerCpu.of(this));
  }

  /**
   * Finds the kernel in {@code image}, which the kernel then owns.
   *
   * @throws KernelNotFoundException if there is none that can be recognised
   */
  public static Kernel open(DumpImage image) throws KernelNotFoundException {
    return open(image, DebugInfoSources.NONE);
  }

  /**
   * Finds the kernel in {@code image}, which the kernel then owns.
   *
   * @param sources where debug files may come from; none is opened yet
   * @throws KernelNotFoundException if there is none that can be recognised
   */
  public static Kernel open(DumpImage image, DebugInfoSources sources)
      throws KernelNotFoundException {
    return new Kernel(image, KernelLayout.find(image), sources);
  }

  private Symbols loadImageSymbols() {
    Symbols loaded = kallsyms();
    if (loaded.find("init_task").isEmpty()) {
      loaded = withVariables(loaded);
    }
    layout.map().learn(memory(), loaded);
    return loaded;
  }

  /**
   * Debian's arm64 kernels to 6.1 know functions only (CONFIG_KALLSYMS_ALL): their file knows all.
   */
  private Symbols withVariables(Symbols functions) {
    Optional<ElfSymbols> file = debugFiles.vmlinuxSymbols();
    if (file.isEmpty()) {
      note(
          "no symbols of variables: the kernel has them in its debug file only"
              + " (CONFIG_KALLSYMS_ALL), and there is none");
      return functions;
    }
    return file.get();
  }

  public DumpImage image() {
    return image;
  }

  public PhysicalMemory physical() {
    return image.memory();
  }

  /** Where the kernel lies and how it is mapped. */
  public KernelLayout layout() {
    return layout;
  }

  /** The kernel's virtual memory. */
  @Override
  public VirtualMemory memory() {
    return layout.memory();
  }

  public Architecture architecture() {
    return layout.architecture();
  }

  public PageTables pageTables() {
    return layout.pageTables();
  }

  /** A process's virtual memory by its page tables. */
  public VirtualMemory userMemory(long pgdPhysical) {
    return new VirtualMemory(
        physical(),
        address -> pageTables().translate(pgdPhysical, address, MemoryFault.Space.USER),
        MemoryFault.Space.USER,
        pageTables().pageSize());
  }

  public Vmcoreinfo vmcoreinfo() {
    return layout.vmcoreinfo();
  }

  /** `uname -r`. */
  public String release() {
    return layout.release();
  }

  /**
   * Starts to read on a thread of its own what nearly every question needs: the symbols and the
   * types of vmlinux. Who asks for them meanwhile waits for the rest. What is missing is noted when
   * it is first asked for, as without this. With one processor there is nothing to gain.
   */
  public void readAhead() {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      Thread.ofPlatform().daemon().name("kwalk-ahead").start(this::readSymbolsAndTypes);
    }
  }

  private void readSymbolsAndTypes() {
    try {
      notes.hold(Subject.SYMBOLS);
      Symbols _ = imageSymbols.get();
      notes.hold(Subject.TYPES);
      Types _ = imageTypes.get();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError _) {
      // Whoever asks for them meets it again.
    }
  }

  /** The symbols of vmlinux that the dump itself has. */
  public Symbols kallsyms() {
    return kallsyms.get();
  }

  /** The symbols of vmlinux alone: cheaper than {@link #symbols()}, which reads every module. */
  public Symbols imageSymbols() {
    Symbols loaded = imageSymbols.get();
    notes.release(Subject.SYMBOLS);
    return loaded;
  }

  @Override
  public Symbols symbols() {
    return symbols.get();
  }

  /**
   * The types of vmlinux alone, out of the dump where it has them: cheaper than {@link #types()},
   * which reads every module and indexes the debug files.
   */
  public Types imageTypes() {
    Types loaded = imageTypes.get();
    notes.release(Subject.TYPES);
    return loaded;
  }

  /**
   * What is known of types: debug files come first, then what the dump itself holds. Files that are
   * loaded later count from then on.
   */
  @Override
  public Types types() {
    return types.get();
  }

  /** The types of vmlinux and of the modules, out of the dump where it has them. */
  @Override
  public Types layouts() {
    return layouts.get();
  }

  public UnwindTable unwindTable() {
    return unwindTable.get();
  }

  /** The debug files of vmlinux and of modules, as far as there are any. */
  public DebugFiles debugFiles() {
    return debugFiles;
  }

  /** The source lines of vmlinux and of modules, as far as there are debug files. */
  public Lines lines() {
    return lines;
  }

  /** Loaded modules, in the order of the kernel's list. */
  public List<KernelModule> modules() {
    return modules.get();
  }

  public PerCpu perCpu() {
    return perCpu.get();
  }

  /**
   * A part of the model that is made once per kernel, also when several threads ask: a walk's bound
   * layout, a cache. {@code kernel.part(TaskLayout.class, TaskLayout::new)}.
   */
  public <T> T part(Class<T> type, Function<Kernel, T> factory) {
    Lazy<Object> part = parts.get(type);
    if (part == null) {
      Lazy<Object> made = Lazy.of(() -> madeOrMissing(factory));
      Lazy<Object> other = parts.putIfAbsent(type, made);
      part = other == null ? made : other;
    }
    // Not in computeIfAbsent: a part may ask for other parts while it is made.
    Object known = part.get();
    if (known instanceof UnknownNameException missing) {
      throw missing;
    }
    return type.cast(known);
  }

  /** What a kernel does not have it will not have at the next call: asking again is dear. */
  private Object madeOrMissing(Function<Kernel, ?> factory) {
    try {
      return factory.apply(this);
    } catch (UnknownNameException missing) {
      return missing;
    }
  }

  /**
   * {@code struct name} of vmlinux, else of a module.
   *
   * @throws UnknownNameException if this kernel has no such struct, or no type information at all
   */
  public StructType struct(String name) {
    return imageTypes()
        .struct(name)
        .or(() -> layouts().struct(name))
        .orElseThrow(
            () -> new UnknownNameException(UnknownNameException.Kind.TYPE, "struct " + name));
  }

  /**
   * The first of {@code paths} in {@code struct name}.
   *
   * @throws UnknownNameException if there is no such struct or none of the members
   */
  public Field field(String struct, String... paths) {
    StructType type = struct(struct);
    for (String path : paths) {
      Optional<Field> field = type.field(path);
      if (field.isPresent()) {
        return field.get();
      }
    }
    throw new UnknownNameException(
        UnknownNameException.Kind.MEMBER, struct + "." + String.join(" or .", paths));
  }

  /** The first of {@code paths} in {@code struct name}, if this kernel has both. */
  public Optional<Field> findField(String struct, String... paths) {
    try {
      return Optional.of(field(struct, paths));
    } catch (UnknownNameException _) {
      return Optional.empty();
    }
  }

  /**
   * The address of a symbol of vmlinux.
   *
   * @throws UnknownNameException if there is none
   */
  public long address(String symbol) {
    return findAddress(symbol)
        .orElseThrow(() -> new UnknownNameException(UnknownNameException.Kind.SYMBOL, symbol));
  }

  /**
   * The address of a symbol of vmlinux, if there is one. Vmcoreinfo is asked first: it costs
   * nothing. What was asked once is kept, for walks ask at every step; else a name costs some
   * twenty names of kallsyms to unpack.
   */
  public OptionalLong findAddress(String symbol) {
    OptionalLong known = addresses.get(symbol);
    if (known == null) {
      known = lookUp(symbol);
      addresses.put(symbol, known);
    }
    return known;
  }

  private OptionalLong lookUp(String symbol) {
    OptionalLong quick = vmcoreinfo().symbol(symbol);
    if (quick.isPresent()) {
      return quick;
    }
    return imageSymbols()
        .find(symbol)
        .map(Symbol::address)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** A typed reference to what lies at {@code address}. */
  public Reference at(Type type, long address) {
    return Reference.of(this, type, address);
  }

  /** A reference to {@code struct name} at {@code address}. */
  public Reference at(String struct, long address) {
    return at(struct(struct), address);
  }

  /** Reads a word (a pointer, a long) at a symbol. */
  public long word(String symbol) {
    return memory().u64(address(symbol));
  }

  /** Adds to {@link #notes}. */
  public void note(String text) {
    notes.add(text);
  }

  /** What is missing as a whole (symbols, types), in words, as far as it was met yet. */
  public List<String> notes() {
    return notes.all();
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
