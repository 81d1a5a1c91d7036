package io.kwalk.shell.bpf;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.bpf.BpfInstruction;
import io.kwalk.linux.bpf.BpfMap;
import io.kwalk.linux.bpf.BpfProgram;
import io.kwalk.shell.Text;
import java.util.List;
import java.util.OptionalLong;

/** What the instructions of one program refer to: helpers, its own functions, maps. */
final class ProgramNames implements BpfText.Names {
  /** BPF_PSEUDO_FUNC: the constant is the place of a function of the program. */
  private static final int PSEUDO_FUNCTION = 4;

  private final Kernel kernel;
  private final List<BpfMap> maps;
  private final List<BpfProgram> functions;
  private final OptionalLong callBase;

  ProgramNames(BpfProgram program) {
    kernel = program.kernel();
    maps = program.maps();
    functions = program.functions();
    callBase = kernel.findAddress("__bpf_call_base");
  }

  /** The verifier makes a helper's number the distance of its function from __bpf_call_base. */
  @Override
  public String helper(BpfInstruction call) {
    if (callBase.isEmpty()) {
      return "helper";
    }
    long address = callBase.getAsLong() + call.immediate();
    return kernel
        .symbols()
        .at(address)
        .filter(symbol -> symbol.address() == address)
        .map(Symbol::name)
        .map(Text::escape)
        .orElse("helper");
  }

  /** Compiled, the distance is in the offset and the function's number in the constant. */
  @Override
  public String subprogram(BpfInstruction call) {
    int number = call.immediate();
    if (number <= 0 || number >= functions.size()) {
      return "pc" + (number < 0 ? "" : "+") + number;
    }
    String distance = "pc" + (call.offset() < 0 ? "" : "+") + call.offset();
    try {
      return distance + "#" + Text.escape(functions.get(number).symbol());
    } catch (MemoryFault _) {
      return distance;
    }
  }

  @Override
  public String constant(BpfInstruction load) {
    if (load.source() == PSEUDO_FUNCTION) {
      return "subprog[" + (load.immediate() < 0 ? "" : "+") + load.immediate() + "]";
    }
    long value = load.wideImmediate();
    for (BpfMap map : maps) {
      try {
        String name = ofMap(map, value);
        if (!name.isEmpty()) {
          return name;
        }
      } catch (MemoryFault | UnknownNameException _) {
        // The constant itself says as much as there is.
      }
    }
    return "0x" + Long.toHexString(value);
  }

  private static String ofMap(BpfMap map, long value) {
    if (map.address() == value) {
      return "map[id:" + map.id() + "]";
    }
    OptionalLong values = map.directValues();
    long offset = values.isPresent() ? value - values.getAsLong() : -1;
    return offset >= 0 && offset < map.valueSize() * map.maxEntries()
        ? "map[id:" + map.id() + "][0]+" + offset
        : "";
  }
}
