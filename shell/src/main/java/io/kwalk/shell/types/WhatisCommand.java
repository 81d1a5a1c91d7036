package io.kwalk.shell.types;

import io.kwalk.core.debuginfo.EnumType;
import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.object.CDeclaration;
import io.kwalk.core.object.CTypeParser;
import io.kwalk.core.object.GlobalVariables;
import io.kwalk.core.object.TypePrinter;
import io.kwalk.core.object.expression.Expression;
import io.kwalk.core.object.expression.ExpressionException;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.Text;
import io.kwalk.shell.expression.KernelScope;
import io.kwalk.shell.expression.ValueHistory;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The definition of a type, the declaration of a symbol, the value of an enumerator. */
public final class WhatisCommand implements Command {
  @Override
  public String name() {
    return "whatis";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "or:m:");
    if (options.has("r") || options.has("m")) {
      search(session, options, output);
    } else if (options.arguments().isEmpty()) {
      throw CommandException.usage("the name of a type, symbol or enumerator is needed");
    } else {
      String name = String.join(" ", options.arguments());
      new Question(session, output, name, options.has("o")).answer();
    }
  }

  private static void search(Session session, Options options, Output output)
      throws CommandException {
    List<String> members = new ArrayList<>();
    for (Options.Option option : options.all()) {
      if (option.name().equals("m") && option.value() != null) {
        members.add(withoutKeyword(option.value()));
      }
    }
    String range = options.value("r");
    int dash = range == null ? -1 : range.indexOf('-');
    long low = range == null ? 0 : size(dash < 0 ? range : range.substring(0, dash));
    long high = range == null ? Long.MAX_VALUE : dash < 0 ? low : size(range.substring(dash + 1));
    print(new TypeSearch(low, high, members).in(session.kernel().types()), output);
  }

  private static String withoutKeyword(String type) {
    int blank = type.lastIndexOf(' ');
    return blank < 0 ? type : type.substring(blank + 1);
  }

  private static long size(String text) throws CommandException {
    OptionalLong size = Numbers.plain(text);
    if (size.isEmpty()) {
      throw CommandException.usage("no size: " + text);
    }
    return size.getAsLong();
  }

  private static void print(List<StructType> found, Output output) {
    if (output.json()) {
      for (StructType struct : found) {
        output.row(
            new JsonObject()
                .put("kind", struct.isUnion() ? "union" : "struct")
                .put("name", struct.name())
                .put("size", struct.size()));
      }
      return;
    }
    if (found.isEmpty()) {
      output.line("(none found)");
      return;
    }
    int width = Math.max(4, Long.toString(found.getLast().size()).length());
    output.line(Text.right("SIZE", width) + "  TYPE");
    for (StructType struct : found) {
      output.line(
          Text.right(Long.toString(struct.size()), width) + "  " + Text.escape(struct.name()));
    }
  }

  /** One name and what it may be, in crash's order: a symbol, a type, an enumerator. */
  private static final class Question {
    private final Kernel kernel;
    private final Types types;
    private final Output output;
    private final String name;
    private final Definitions definitions;

    Question(Session session, Output output, String name, boolean offsets) {
      this.kernel = session.kernel();
      this.types = kernel.types();
      this.output = output;
      this.name = name;
      this.definitions = new Definitions(output, new TypePrinter(offsets, session.radix() == 16));
    }

    void answer() throws CommandException {
      if (!symbol() && !type() && !enumerator() && !member() && !untyped() && !expression()) {
        throw new CommandException(unknown());
      }
    }

    /** The type of what an expression comes to; a lone name is none. */
    private boolean expression() throws CommandException {
      if (isName()) {
        return false;
      }
      try {
        KernelScope scope = new KernelScope(kernel, kernel, ValueHistory.of(kernel));
        Type type = Expression.type(name, scope);
        String text = CDeclaration.text(type, "");
        if (output.json()) {
          JsonObject row = new JsonObject().put("kind", "expression").put("name", name);
          output.row(row.put("type", text).put("size", type.size()));
        } else {
          output.line(Text.escape(text));
        }
        return true;
      } catch (ExpressionException bad) {
        throw new CommandException(
            "cannot resolve: " + Text.escape(name + ": " + bad.getMessage()));
      }
    }

    /** Letters, digits and blanks: one name, or a type's. */
    private boolean isName() {
      boolean blanksAndDigits = true;
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        if (!Character.isLetterOrDigit(c) && c != '_' && c != ' ') {
          return false;
        }
        blanksAndDigits &= c == ' ' || Character.isDigit(c);
      }
      return !Character.isDigit(name.charAt(0)) && !blanksAndDigits;
    }

    private boolean symbol() {
      Optional<Symbol> symbol = kernel.symbols().find(name);
      Optional<? extends Type> type =
          symbol.isPresent() ? types.function(name, symbol.get().address()) : types.function(name);
      if (type.isEmpty()) {
        type = GlobalVariables.type(kernel, name);
      }
      if (type.isPresent()) {
        declaration(CDeclaration.text(type.get(), name) + ";", type.get());
      }
      return type.isPresent();
    }

    /** What the assembler or the linker made, as gdb says it of a file that could tell more. */
    private boolean untyped() {
      Optional<Symbol> symbol = kernel.symbols().find(name);
      if (symbol.isEmpty() || kernel.debugFiles().vmlinux().isEmpty() || output.json()) {
        return false;
      }
      String kind = symbol.get().isText() ? "text" : "data";
      output.line("<" + kind + " variable, no debug info> " + Text.escape(name) + ";");
      return true;
    }

    private void declaration(String text, Type type) {
      if (output.json()) {
        JsonObject row = new JsonObject().put("kind", "symbol").put("name", name);
        output.row(row.put("declaration", text).put("size", type.size()));
      } else {
        output.line(Text.escape(text));
      }
    }

    private boolean type() {
      Optional<Type> type =
          types
              .struct(name)
              .<Type>map(struct -> struct)
              .or(() -> types.union(name))
              .or(() -> CTypeParser.parse(name, types));
      type.ifPresent(definitions::print);
      return type.isPresent();
    }

    private boolean enumerator() {
      OptionalLong value = types.enumerator(name);
      Optional<EnumType> type = types.enumOf(name);
      if (value.isEmpty() || type.isEmpty()) {
        return false;
      }
      String number =
          type.get().signed()
              ? Long.toString(value.getAsLong())
              : Long.toUnsignedString(value.getAsLong());
      if (output.json()) {
        JsonObject row = new JsonObject().put("kind", "enumerator").put("name", name);
        output.row(row.put("enum", type.get().name()).put("value", value.getAsLong()));
      } else {
        output.line(Text.escape("enum " + type.get().name()) + " = " + number);
      }
      return true;
    }

    /** "TYPE.member", with or without a keyword, or "symbol.member". */
    private boolean member() throws CommandException {
      String bare =
          name.startsWith("struct ") || name.startsWith("union ") ? withoutKeyword(name) : name;
      int dot = bare.indexOf('.');
      if (dot <= 0) {
        return false;
      }
      if (StructNames.isStruct(types, bare.substring(0, dot))) {
        definitions.print(types, "whatis", bare);
        return true;
      }
      Optional<Type> variable = GlobalVariables.type(kernel, bare.substring(0, dot));
      if (variable.isEmpty() || !(variable.get().strip() instanceof StructType struct)) {
        return false;
      }
      String path = bare.substring(dot + 1);
      if (!isPath(path)) {
        return false;
      }
      Optional<Field> field = struct.field(path);
      if (field.isEmpty()) {
        throw new CommandException(StructNames.noMember(struct, bare.substring(0, dot), path));
      }
      declaration(CDeclaration.text(field.get().type(), ""), field.get().type());
      return true;
    }

    /** Names, dots and indexes: what {@link StructType#field} reads. */
    private static boolean isPath(String path) {
      for (int i = 0; i < path.length(); i++) {
        char c = path.charAt(i);
        if (!Character.isLetterOrDigit(c) && "_.[]".indexOf(c) < 0) {
          return false;
        }
      }
      return true;
    }

    private String unknown() {
      String shown = Text.escape(name);
      Optional<Symbol> symbol = kernel.symbols().find(name);
      if (symbol.isPresent()) {
        boolean files =
            kernel.debugFiles().vmlinux().isPresent()
                || !kernel.debugFiles().modulesInUse().isEmpty();
        return "the type of "
            + shown
            + " is not known: "
            + (files
                ? "the debug files in use do not describe it"
                : "BTF has no types of global variables");
      }
      Stream<String> names = Stream.concat(types.named().map(Type::name), symbolNames());
      return "cannot resolve: " + shown + StructNames.near(withoutKeyword(name), names);
    }

    private Stream<String> symbolNames() {
      return kernel.symbols().all().map(Symbol::name);
    }
  }
}
