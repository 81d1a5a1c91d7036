package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.DebugInfoException;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import io.kwalk.core.debuginfo.dwarf.Die;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.debuginfo.location.Location;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.expression.Value;
import io.kwalk.core.stack.RegisterSet;
import io.kwalk.core.stack.variable.FrameVariable;
import io.kwalk.core.stack.variable.FrameVariable.How;
import io.kwalk.core.stack.variable.FrameVariables;
import io.kwalk.core.stack.variable.FunctionInstance;
import io.kwalk.core.stack.variable.VariableValue;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import io.kwalk.shell.value.ValueJson;
import io.kwalk.shell.value.ValueText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Variables of frames, each with its value or why there is none. */
final class VariablePrinter {
  private static final int MAX_POINTERS = 4;

  private final Kernel kernel;
  private final FrameVariables frames;
  private final PrintOptions options;

  VariablePrinter(Kernel kernel, FrameVariables frames, PrintOptions options) {
    this.kernel = kernel;
    this.frames = frames;
    this.options = options;
  }

  /** The arguments of {@code function}, then its local variables. */
  List<Printed> of(int index, FunctionInstance function) {
    List<Printed> printed = new ArrayList<>();
    for (Die die : function.parameters()) {
      printed.add(new Printed(true, false, frames.variable(index, die)));
    }
    // The innermost of several variables of one name is the one that the source means.
    Map<String, Integer> last = new HashMap<>();
    for (Die die : function.locals()) {
      FrameVariable variable = frames.variable(index, die);
      Integer hidden = last.put(variable.name(), printed.size());
      if (hidden != null) {
        printed.set(hidden, new Printed(false, true, printed.get(hidden).variable()));
      }
      printed.add(new Printed(false, false, variable));
    }
    return printed;
  }

  /** One variable; hidden by one of the same name in a block inside, or not. */
  final class Printed {
    private final boolean parameter;
    private final boolean hidden;
    private final FrameVariable variable;

    Printed(boolean parameter, boolean hidden, FrameVariable variable) {
      this.parameter = parameter;
      this.hidden = hidden;
      this.variable = variable;
    }

    FrameVariable variable() {
      return variable;
    }

    /** Temporaries of the kernel's macros: nobody can see them, and they are nowhere. */
    boolean isNoise() {
      return hidden && Location.OPTIMIZED_OUT.equals(variable.location());
    }

    /** "name = value", each line indented. */
    String text(int indent) {
      String before = " ".repeat(indent);
      String line = Text.escape(variable.name()) + (hidden ? " (hidden)" : "") + " = ";
      boolean passed =
          variable.how() == How.ENTRY_VALUE && !(variable.location() instanceof Location.Missing);
      String how = passed ? "  (from the caller)" : "";
      return before + (line + value(variable, 0) + how).replace("\n", "\n" + before);
    }

    JsonObject json() {
      JsonObject json = new JsonObject().put("name", variable.name());
      json.put("parameter", parameter).put("hidden", hidden);
      VariableValue value = VariablePrinter.this.value(variable);
      switch (value) {
        case VariableValue.Located located -> {
          json.put("how", Text.lower(variable.how()));
          location(json, variable.location());
          bytes(json, located.reference());
          json.put("value", ValueJson.of(located.reference(), options));
        }
        case VariableValue.PointerTo _ -> {
          json.put("how", Text.lower(variable.how()));
          json.put("type", CDeclaration.text(type(variable), ""));
          json.put("text", VariablePrinter.this.value(variable, 0));
        }
        case VariableValue.Gone gone -> {
          json.put("type", CDeclaration.text(type(variable), ""));
          json.put("gone", Text.lower(gone.why().reason())).put("why", gone.why().why());
        }
      }
      return json;
    }

    /** Of a value without an address its bytes, in hexadecimal. */
    private void bytes(JsonObject json, Reference reference) {
      if (reference.target() != kernel) {
        try {
          byte[] bytes =
              reference.target().memory().read(reference.address(), (int) reference.size());
          json.put("bytes", HexFormat.of().formatHex(bytes));
        } catch (MemoryFault _) {
          // A part of it is not known: its members say which.
        }
      }
    }

    private void location(JsonObject json, Location location) {
      RegisterSet registers = frames.registers(variable.index());
      switch (location) {
        case Location.InMemory memory -> json.putAddress("location", memory.address());
        case Location.InRegister in ->
            json.put("location", registers.numbers().name(in.register()));
        case Location.Composite _ -> json.put("location", "pieces");
        default -> json.put("location", "none");
      }
    }
  }

  private Type type(FrameVariable variable) {
    try {
      long address = frames.trace().frames().get(variable.index()).lookupAddress();
      Optional<DwarfTypes> types = kernel.debugFiles().of(address).flatMap(file -> file.types());
      return types.isEmpty() ? VoidType.VOID : types.get().declaredType(variable.die());
    } catch (DebugInfoException _) {
      return VoidType.VOID;
    }
  }

  private VariableValue value(FrameVariable variable) {
    return VariableValue.of(kernel, frames, variable, type(variable));
  }

  private String value(FrameVariable variable, int depth) {
    return switch (value(variable)) {
      case VariableValue.Located located -> value(located.reference());
      case VariableValue.PointerTo pointer -> pointer(pointer, depth);
      case VariableValue.Gone gone -> "<" + why(gone.why()) + ">";
    };
  }

  private String value(Reference reference) {
    return ValueText.of(kernel, new Value.Located(reference), options);
  }

  private static String why(Location.Missing missing) {
    return switch (missing.reason()) {
      case OPTIMIZED_OUT -> Text.escape(missing.why());
      case NOT_SAVED -> "not saved: " + Text.escape(missing.why());
      case ENTRY_VALUE -> "only the caller knew: " + Text.escape(missing.why());
      case MEMORY, UNSUPPORTED, DAMAGED -> Text.escape(missing.why());
    };
  }

  /** The variable pointed to has a value, but no address. */
  private String pointer(VariableValue.PointerTo pointer, int depth) {
    String name = Text.escape(pointer.variable().name());
    String place = pointer.offset() == 0 ? name : name + " + " + pointer.offset() + " bytes";
    String what = depth < MAX_POINTERS ? ": " + value(pointer.variable(), depth + 1) : "";
    return "<pointer to " + place + ", which has no address>" + what;
  }
}
