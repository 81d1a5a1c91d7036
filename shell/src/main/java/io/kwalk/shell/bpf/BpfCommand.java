package io.kwalk.shell.bpf;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.PrintOptions;
import io.kwalk.core.object.Reference;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.bpf.BpfLink;
import io.kwalk.linux.bpf.BpfMap;
import io.kwalk.linux.bpf.BpfObjects;
import io.kwalk.linux.bpf.BpfProgram;
import io.kwalk.shell.Command;
import io.kwalk.shell.CommandException;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Session;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.line.Numbers;
import io.kwalk.shell.line.Options;
import io.kwalk.shell.value.ValueOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** BPF programs and maps. */
public final class BpfCommand implements Command {
  @Override
  public String name() {
    return "bpf";
  }

  @Override
  public void run(Session session, List<String> arguments, Output output) throws CommandException {
    Options options = Options.parse(arguments, "p:m:PMtTjsxdl");
    check(options);
    Request request = new Request(session, options, output);
    boolean all = !isDetailed(options) && !options.has("l");
    if (all || options.has("p") || options.has("P")) {
      request.programs(options.value("p"));
    }
    if (all || options.has("m") || options.has("M")) {
      request.separate();
      request.maps(options.value("m"));
    }
    if (options.has("l")) {
      request.separate();
      request.links();
    }
    request.faults.report(output);
  }

  private static boolean isDetailed(Options options) {
    return options.has("p") || options.has("P") || options.has("m") || options.has("M");
  }

  private static void check(Options options) throws CommandException {
    if (!options.arguments().isEmpty()) {
      throw CommandException.usage("no arguments wanted: " + options.arguments().getFirst());
    }
    for (String option : List.of("t", "T", "j")) {
      if (options.has(option) && !options.has("p") && !options.has("P")) {
        throw new CommandException("-" + option + " option only applicable with -p or -P");
      }
    }
    if (options.has("s") && !isDetailed(options)) {
      throw new CommandException("-s option requires either -p, -P, -m or -M");
    }
  }

  /** One run of the command. */
  private static final class Request {
    final Faults faults = new Faults();
    private final Kernel kernel;
    private final Options options;
    private final Output output;
    private final BpfListing listing;
    private final CodeListing code;
    private final PrintOptions print;
    private boolean printed;

    Request(Session session, Options options, Output output) {
      this.kernel = session.kernel();
      this.options = options;
      this.output = output;
      boolean hexadecimal = options.has("x") || session.radix() == 16 && !options.has("d");
      listing = new BpfListing(kernel, output, faults);
      code = new CodeListing(kernel, hexadecimal, output);
      print = ValueOptions.of(session, hexadecimal);
    }

    /** An empty line between blocks. */
    void separate() {
      if (printed && !output.json()) {
        output.line("");
      }
      printed = false;
    }

    private void title(String title) {
      if (!output.json()) {
        output.line(title);
      }
      printed = true;
    }

    private static long number(String text, String what) throws CommandException {
      OptionalLong number = Numbers.plain(text);
      if (number.isEmpty()) {
        throw new CommandException("not a " + what + " ID: " + text);
      }
      return number.getAsLong();
    }

    void programs(@Nullable String id) throws CommandException {
      List<String> troubles = new ArrayList<>();
      List<BpfProgram> programs = new ArrayList<>(BpfObjects.programs(kernel, troubles));
      faults.addAll(troubles);
      if (id != null) {
        long wanted = number(id, "program");
        programs.removeIf(program -> faults.read(program::id, -1L) != wanted);
        if (programs.isEmpty()) {
          throw new CommandException("invalid program ID: " + id);
        }
      }
      boolean detailed = options.has("p") || options.has("P");
      if (programs.isEmpty() || !detailed) {
        title(BpfListing.PROGRAMS);
      }
      for (BpfProgram program : programs) {
        output.checkInterrupted();
        if (output.json()) {
          row(program);
          continue;
        }
        if (detailed) {
          separate();
          title(BpfListing.PROGRAMS);
        }
        listing.program(program);
        if (detailed) {
          details(program);
        }
      }
    }

    private void details(BpfProgram program) {
      listing.programDetails(program);
      try {
        if (options.has("j")) {
          code.machineCode(program);
        }
        if (options.has("t") || options.has("T")) {
          code.instructions(program, options.has("T"));
        }
        if (options.has("s")) {
          listing.structs(structs(program), print);
        }
      } catch (MemoryFault fault) {
        faults.add(String.valueOf(fault.getMessage()));
      }
    }

    private void row(BpfProgram program) {
      JsonObject row = listing.programRow(program);
      try {
        if (options.has("j")) {
          code.addMachineCode(row, program);
        }
        if (options.has("t") || options.has("T")) {
          CodeListing.addInstructions(row, program);
        }
        if (options.has("s")) {
          BpfListing.addStructs(row, structs(program), print);
        }
      } catch (MemoryFault fault) {
        faults.add(String.valueOf(fault.getMessage()));
      }
      output.row(row);
    }

    private List<Reference> structs(BpfProgram program) {
      return List.of(
          kernel.at("bpf_prog", program.address()), kernel.at("bpf_prog_aux", program.auxiliary()));
    }

    void maps(@Nullable String id) throws CommandException {
      List<String> troubles = new ArrayList<>();
      List<BpfMap> maps = new ArrayList<>(BpfObjects.maps(kernel, troubles));
      faults.addAll(troubles);
      if (id != null) {
        long wanted = number(id, "map");
        maps.removeIf(map -> faults.read(map::id, -1L) != wanted);
        if (maps.isEmpty()) {
          throw new CommandException("invalid map ID: " + id);
        }
      }
      boolean detailed = options.has("m") || options.has("M");
      if (maps.isEmpty() || !detailed) {
        title(BpfListing.MAPS);
      }
      for (BpfMap map : maps) {
        output.checkInterrupted();
        List<Reference> structs = List.of(kernel.at("bpf_map", map.address()));
        if (output.json()) {
          JsonObject row = listing.mapRow(map);
          if (options.has("s")) {
            BpfListing.addStructs(row, structs, print);
          }
          output.row(row);
          continue;
        }
        if (detailed) {
          separate();
          title(BpfListing.MAPS);
        }
        listing.map(map);
        if (detailed) {
          listing.mapDetails(map);
        }
        if (options.has("s")) {
          listing.structs(structs, print);
        }
      }
    }

    void links() {
      List<String> troubles = new ArrayList<>();
      List<BpfLink> links = BpfObjects.links(kernel, troubles);
      faults.addAll(troubles);
      title(BpfListing.LINKS);
      for (BpfLink link : links) {
        output.checkInterrupted();
        if (output.json()) {
          output.row(listing.linkRow(link));
        } else {
          listing.link(link);
        }
      }
    }
  }
}
