package io.kwalk.linux.syscall;

import io.kwalk.core.debuginfo.FunctionType;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What system calls take: by a list of the usual ones, which says more than C types do; else by the
 * kernel's own record of types and names (struct syscall_metadata of CONFIG_FTRACE_SYSCALLS), else
 * by the type of the function that does the call.
 */
final class Signatures {
  private static final int MAX_ARGUMENTS = 6;
  private static final int MAX_NAME = 64;

  private final Kernel kernel;
  private final Map<String, List<Parameter>> known = new HashMap<>();

  private Signatures(Kernel kernel) {
    this.kernel = kernel;
    for (String line : ResourceLines.of("arguments.txt")) {
      List<String> words = Arrays.asList(line.split(" ", -1));
      known.put(
          words.getFirst(), words.subList(1, words.size()).stream().map(Parameter::parse).toList());
    }
  }

  static Signatures of(Kernel kernel) {
    return kernel.part(Signatures.class, Signatures::new);
  }

  /** The parameters of a call, as many as it takes; six words if nobody knows. */
  List<Parameter> of(SystemCallAbi abi, int number) {
    String name = SystemCallNames.of(kernel).name(abi, number);
    String plain = withoutTime64(name);
    List<Parameter> listed = known.getOrDefault(plain + ":" + abi.label(), known.get(plain));
    if (listed != null) {
      return listed;
    }
    for (String candidate : sourceNames(abi, number, name)) {
      Optional<List<Parameter>> found = recorded(candidate).or(() -> typed(candidate));
      if (found.isPresent()) {
        return found.get();
      }
    }
    List<Parameter> words = new ArrayList<>();
    for (int i = 0; i < MAX_ARGUMENTS; i++) {
      words.add(new Parameter("", "hex", -1));
    }
    return words;
  }

  static String withoutTime64(String name) {
    return name.endsWith("_time64") ? name.substring(0, name.length() - 7) : name;
  }

  private Set<String> sourceNames(SystemCallAbi abi, int number, String name) {
    Set<String> names = new LinkedHashSet<>();
    SystemCallNames.of(kernel).entry(abi, number).ifPresent(names::add);
    names.add(name);
    names.add("new" + name);
    return names;
  }

  private Optional<List<Parameter>> recorded(String name) {
    Optional<Symbol> symbol = kernel.imageSymbols().find("__syscall_meta__" + name);
    if (symbol.isEmpty()) {
      return Optional.empty();
    }
    try {
      Memory memory = kernel.memory();
      long at = symbol.get().address();
      long count = kernel.field("syscall_metadata", "nb_args").get(memory, at);
      long types = kernel.field("syscall_metadata", "types").get(memory, at);
      long names = kernel.field("syscall_metadata", "args").get(memory, at);
      List<Parameter> parameters = new ArrayList<>();
      for (int i = 0; i < Math.clamp(count, 0, MAX_ARGUMENTS); i++) {
        parameters.add(
            Parameter.ofType(
                memory.cString(memory.u64(types + 8L * i), MAX_NAME),
                memory.cString(memory.u64(names + 8L * i), MAX_NAME)));
      }
      return Optional.of(parameters);
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  private Optional<List<Parameter>> typed(String name) {
    for (String prefix : List.of("__do_sys_", "ksys_")) {
      Optional<FunctionType> function = kernel.imageTypes().function(prefix + name);
      if (function.isPresent() && function.get().parameters().size() <= MAX_ARGUMENTS) {
        return Optional.of(
            function.get().parameters().stream()
                .map(one -> Parameter.ofType(text(one.type()), one.name()))
                .toList());
      }
    }
    return Optional.empty();
  }

  private static String text(Type type) {
    return type.strip() instanceof PointerType pointer
        ? (pointer.target().strip().name().equals("char") ? "const char *" : "*")
        : type.name().isEmpty() ? type.strip().name() : type.name();
  }
}
