package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.memory.Memory;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.core.object.Target;
import io.kwalk.core.object.TypePrinter;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Addresses;
import io.kwalk.shell.line.CpuSpec;
import io.kwalk.shell.types.Definitions;
import java.util.List;

/** Structs and unions: what lies at an address; without an address, how they are defined. */
public final class StructCommand implements Command {
  private final String name;

  /** {@code name} is "struct", "union" or "*", which takes both. */
  public StructCommand(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    StructRequest request = StructRequest.parse(session, name, arguments);
    if (request.arguments().size() < 2) {
      TypePrinter printer = new TypePrinter(request.has("o"), request.hexadecimal());
      String reference = request.arguments().getFirst();
      new Definitions(output, printer).print(session.kernel().types(), name, reference);
      return;
    }
    String place = request.arguments().get(1);
    int colon = place.indexOf(':');
    Kernel kernel = session.kernel();
    if (colon < 0) {
      print(request, target(session, request), Addresses.parse(kernel, place), session, output);
      return;
    }
    long offset = Addresses.parse(kernel, place.substring(0, colon));
    for (int cpu : CpuSpec.parse(session, place.substring(colon + 1))) {
      long address = kernel.perCpu().offset(cpu) + offset;
      if (!output.json()) {
        output.line("[" + cpu + "]: " + Long.toHexString(address));
      }
      print(request, kernel, address, session, output);
    }
  }

  private static Target target(Session session, StructRequest request) throws CommandException {
    if (request.has("f")) {
      throw new CommandException(
          "-f: pages are compressed or scattered in a dump; use -u or a kernel address");
    }
    return request.has("u") ? UserTarget.of(session) : session.kernel();
  }

  private void print(
      StructRequest request, Target target, long given, Session session, Output output)
      throws CommandException {
    long address = given - request.offset();
    long count = Math.abs(request.count());
    if (request.count() < 0) {
      address -= (count - 1) * request.type().size();
    }
    PrintOptions options = ValueOptions.of(session, request.hexadecimal());
    for (long i = 0; i < count; i++, address += request.type().size()) {
      output.checkInterrupted();
      check(target.memory(), request, address);
      if (i > 0 && !output.json()) {
        output.line("");
      }
      one(request, Reference.of(target, request.type(), address), options, output);
    }
  }

  /** A struct none of whose bytes can be read is no answer but an error. */
  private static void check(Memory memory, StructRequest request, long address)
      throws CommandException {
    Field first =
        request.members().isEmpty()
            ? new Field(request.type(), 0, 0)
            : request.type().field(request.members().getFirst()).orElseThrow();
    if (first.size() == 0 || request.has("o")) {
      return;
    }
    try {
      memory.u8(first.addressIn(address));
    } catch (MemoryFault fault) {
      if (fault.reason() == MemoryFault.Reason.INVALID || address >= 0 && address < 4096) {
        throw new CommandException("invalid kernel virtual address: " + Long.toHexString(address));
      }
      throw new CommandException(String.valueOf(fault.getMessage()));
    }
  }

  private static void one(
      StructRequest request, Reference struct, PrintOptions options, Output output)
      throws CommandException {
    if (output.json()) {
      output.row(json(request, struct, options));
    } else if (request.has("o")) {
      StructDefinition.printAt(request, struct.address(), output);
    } else if (request.has("r")) {
      output.print(raw(request, struct));
    } else if (request.has("p")) {
      PointerText.print(request, struct, options, output);
    } else if (request.members().isEmpty()) {
      output.print(StructText.whole(request.title(), struct, options));
    } else {
      for (String member : request.members()) {
        output.print(StructText.member(struct, member, options));
      }
    }
  }

  private static JsonObject json(StructRequest request, Reference struct, PrintOptions options) {
    if (request.members().isEmpty()) {
      return ValueJson.of(struct, options);
    }
    List<JsonObject> members =
        request.members().stream()
            .map(member -> ValueJson.named(member, struct.member(member), options))
            .toList();
    return new JsonObject()
        .put("type", request.title())
        .putAddress("address", struct.address())
        .putObjects("members", members);
  }

  private static String raw(StructRequest request, Reference struct) throws CommandException {
    if (request.members().size() > 1) {
      throw new CommandException("only one structure member allowed with -r");
    }
    Reference place =
        request.members().isEmpty() ? struct : struct.member(request.members().getFirst());
    StringBuilder text = new StringBuilder();
    RawText.append(text, place.target().memory(), place.address(), place.size());
    return text.toString();
  }
}
