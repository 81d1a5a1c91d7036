package io.kwalk.shell.value;

import io.kwalk.core.debuginfo.Field;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.AddressNames;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.line.Options;
import java.util.ArrayList;
import java.util.List;

/** Prints the entries of lists and trees: the address, and the structs that -s and -S ask for. */
final class EntryPrinter {
  /** One -s or -S. */
  private record Request(String name, StructType type, List<String> members, boolean fast) {}

  private final Kernel kernel;
  private final Output output;
  private final PrintOptions options;
  private final long offset;
  private final List<Request> requests = new ArrayList<>();

  /** Reads -s, -S, -x and -d of {@code given}; {@code offset} is where the structs begin. */
  EntryPrinter(Session session, Options given, long offset, Output output) throws CommandException {
    this.kernel = session.kernel();
    this.output = output;
    this.offset = offset;
    this.options = ValueOptions.of(session, StructRequest.hexadecimal(session, given));
    if (given.has("s") && given.has("S")) {
      throw new CommandException("-S and -s options are mutually exclusive");
    }
    for (Options.Option option : given.all()) {
      if (option.value() != null && option.name().equalsIgnoreCase("s")) {
        requests.add(request(option.value(), option.name().equals("S")));
      }
    }
  }

  private Request request(String reference, boolean fast) throws CommandException {
    int dot = reference.indexOf('.');
    String name = dot < 0 ? reference : reference.substring(0, dot);
    StructType type = MemberPaths.find(kernel, "*", name);
    List<String> members =
        dot < 0 ? List.of() : MemberPaths.members(type, reference, reference.substring(dot + 1));
    return new Request(name, type, members, fast);
  }

  boolean hexadecimal() {
    return options.hexadecimal();
  }

  /** The address on a line of its own, then the structs. */
  void print(long address, JsonObject row) {
    print(address, row, "");
  }

  void print(long address, JsonObject row, String position) {
    output.checkInterrupted();
    if (output.json()) {
      output.row(json(address, row));
      return;
    }
    output.line(Long.toHexString(address));
    output.print(position);
    for (Request request : requests) {
      output.print(text(request, reference(request, address)));
    }
  }

  private Reference reference(Request request, long address) {
    return Reference.of(kernel, request.type, address - offset);
  }

  private String text(Request request, Reference struct) {
    if (request.members.isEmpty()) {
      String keyword = request.type.isUnion() ? "union " : "struct ";
      return StructText.whole(keyword + request.name, struct, options);
    }
    StringBuilder text = new StringBuilder();
    for (String member : request.members) {
      text.append(
          request.fast
              ? "  " + member + " = " + fast(struct, member) + "\n"
              : StructText.member(struct, member, options));
    }
    return text.toString();
  }

  private String fast(Reference struct, String member) {
    Field field = request(struct, member);
    if (field.bitSize() != 0 || field.size() < 1 || field.size() > 8) {
      return StructText.member(struct, member, options).strip();
    }
    try {
      long address = field.addressIn(struct.address());
      long value = kernel.memory().unsigned(address, (int) field.size());
      String number =
          options.hexadecimal() ? "0x" + Long.toHexString(value) : Long.toUnsignedString(value);
      return number + (field.size() == 8 ? symbol(value) : "");
    } catch (MemoryFault fault) {
      return "<" + fault.getMessage() + ">";
    }
  }

  private String symbol(long value) {
    return new AddressNames(kernel).exact(value).map(name -> " <" + name + ">").orElse("");
  }

  private static Field request(Reference struct, String member) {
    return ((StructType) struct.type()).field(member).orElseThrow();
  }

  private JsonObject json(long address, JsonObject row) {
    row.putAddress("address", address);
    List<JsonObject> structs = new ArrayList<>();
    for (Request request : requests) {
      Reference struct = reference(request, address);
      if (request.members.isEmpty()) {
        structs.add(ValueJson.of(struct, options));
      } else {
        request.members.forEach(
            member -> structs.add(ValueJson.named(member, struct.member(member), options)));
      }
    }
    return structs.isEmpty() ? row : row.putObjects("values", structs);
  }
}
