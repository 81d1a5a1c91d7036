package io.kwalk.shell.bpf;

import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.bpf.BpfLink;
import io.kwalk.linux.bpf.BpfMap;
import io.kwalk.linux.bpf.BpfProgram;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Dates;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.value.StructText;
import io.kwalk.shell.value.ValueJson;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Rows of programs, maps and links, and what -p and -m add. */
final class BpfListing {
  static final String PROGRAMS =
      " ID      BPF_PROG       BPF_PROG_AUX   BPF_PROG_TYPE       TAG        USED_MAPS";
  static final String MAPS = " ID      BPF_MAP          BPF_MAP_TYPE     MAP_FLAGS";
  static final String LINKS = " ID      BPF_LINK       BPF_LINK_TYPE  PROG  OPERATIONS";

  private final Kernel kernel;
  private final Output output;
  private final Faults faults;

  BpfListing(Kernel kernel, Output output, Faults faults) {
    this.kernel = kernel;
    this.output = output;
    this.faults = faults;
  }

  void program(BpfProgram program) {
    output.line(
        " "
            + Text.left(faults.text(program::id), 4)
            + Long.toHexString(program.address())
            + " "
            + faults.text(() -> Long.toHexString(program.auxiliary()))
            + " "
            + Text.center(faults.text(program::type), 13)
            + " "
            + Text.center(faults.text(program::tag), 16)
            + " "
            + Text.center(faults.text(() -> mapIds(program)), 11));
  }

  private static String mapIds(BpfProgram program) {
    return program.mapIds().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  void programDetails(BpfProgram program) {
    output.line(
        "     XLATED: "
            + faults.text(program::translatedBytes)
            + "  JITED: "
            + faults.text(program::machineCodeBytes)
            + "  MEMLOCK: "
            + faults.text(program::memoryBytes));
    output.line("     LOAD_TIME: " + faults.text(() -> Dates.withoutZone(program.loadSeconds())));
    output.line(
        "     GPL_COMPATIBLE: "
            + faults.text(() -> program.isGplCompatible() ? "yes" : "no")
            + "  NAME: \""
            + faults.text(() -> Text.escape(program.name()))
            + "\"  UID: "
            + faults.text(() -> user(program.userId())));
  }

  private static String user(OptionalLong id) {
    return id.isPresent() ? Long.toString(id.getAsLong()) : "(unused)";
  }

  JsonObject programRow(BpfProgram program) {
    JsonObject row = new JsonObject().put("kind", "program");
    row.putAddress("bpf_prog", program.address());
    faults.fill(
        row,
        json -> {
          json.put("id", program.id()).putAddress("bpf_prog_aux", program.auxiliary());
          json.put("type", program.type()).put("tag", program.tag()).put("name", program.name());
          json.put("translated_bytes", program.translatedBytes());
          json.put("machine_code_bytes", program.machineCodeBytes());
          json.put("memory_bytes", program.memoryBytes());
          json.put("load_time", program.loadSeconds());
          json.put("gpl_compatible", program.isGplCompatible());
          program.userId().ifPresent(id -> json.put("uid", id));
          json.putNumbers("maps", program.mapIds());
        });
    return row;
  }

  void map(BpfMap map) {
    output.line(
        " "
            + Text.left(faults.text(map::id), 4)
            + Long.toHexString(map.address())
            + " "
            + Text.center(faults.text(map::type), 20)
            + "    "
            + faults.text(() -> Text.hex(map.flags(), 8)));
  }

  void mapDetails(BpfMap map) {
    output.line(
        "     KEY_SIZE: "
            + faults.text(map::keySize)
            + "  VALUE_SIZE: "
            + faults.text(map::valueSize)
            + "  MAX_ENTRIES: "
            + faults.text(map::maxEntries)
            + "  MEMLOCK: "
            + faults.text(map::memoryBytes));
    output.line(
        "     NAME: \""
            + faults.text(() -> Text.escape(map.name()))
            + "\"  UID: "
            + faults.text(() -> user(map.userId())));
  }

  JsonObject mapRow(BpfMap map) {
    JsonObject row = new JsonObject().put("kind", "map").putAddress("bpf_map", map.address());
    faults.fill(
        row,
        json -> {
          json.put("id", map.id()).put("type", map.type()).put("name", map.name());
          json.putAddress("flags", map.flags());
          json.put("key_size", map.keySize()).put("value_size", map.valueSize());
          json.put("max_entries", map.maxEntries()).put("memory_bytes", map.memoryBytes());
          map.userId().ifPresent(id -> json.put("uid", id));
        });
    return row;
  }

  void link(BpfLink link) {
    output.line(
        " "
            + Text.left(faults.text(link::id), 4)
            + Long.toHexString(link.address())
            + " "
            + Text.center(faults.text(() -> link.type().orElse("?")), 14)
            + " "
            + Text.center(faults.text(() -> programId(link)), 5)
            + " "
            + faults.text(() -> operations(link)));
  }

  private static String programId(BpfLink link) {
    return link.program().map(program -> Long.toString(program.id())).orElse("-");
  }

  private String operations(BpfLink link) {
    long address = link.operations();
    return kernel
        .symbols()
        .at(address)
        .filter(symbol -> symbol.address() == address)
        .map(symbol -> Text.escape(symbol.name()))
        .orElse(Long.toHexString(address));
  }

  JsonObject linkRow(BpfLink link) {
    JsonObject row = new JsonObject().put("kind", "link").putAddress("bpf_link", link.address());
    faults.fill(
        row,
        json -> {
          json.put("id", link.id());
          link.type().ifPresent(type -> json.put("type", type));
          link.program().ifPresent(program -> json.put("program", program.id()));
          json.put("operations", operations(link));
        });
    return row;
  }

  /** The structs themselves, each below an empty line. */
  void structs(List<Reference> structs, PrintOptions options) {
    for (Reference struct : structs) {
      output.line("");
      output.print(StructText.whole(struct.type().toString(), struct, options));
    }
  }

  static void addStructs(JsonObject row, List<Reference> structs, PrintOptions options) {
    row.putObjects(
        "structs", structs.stream().map(struct -> ValueJson.of(struct, options)).toList());
  }
}
