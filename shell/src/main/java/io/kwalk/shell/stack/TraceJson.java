package io.kwalk.shell.stack;

import io.kwalk.core.debuginfo.Symbol;
import io.kwalk.core.stack.StackFrame;
import io.kwalk.core.stack.StackTrace;
import io.kwalk.linux.Kernel;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stack trace as JSON: one object, its frames in an array, innermost first. */
final class TraceJson {
  private TraceJson() {}

  static JsonObject add(JsonObject row, Kernel kernel, BtOptions options, StackTrace trace) {
    List<JsonObject> frames = new ArrayList<>();
    int number = 0;
    for (StackFrame frame : trace.frames()) {
      JsonObject object = frame(kernel, number++, frame);
      if (options.lines()) {
        FrameLines.addJson(kernel, options, frame.lookupAddress(), object, frames);
      }
      frames.add(object);
    }
    row.putObjects("frames", frames);
    if (trace.user().isPresent()) {
      row.put("user_registers", RegisterText.json(trace.user().get()));
    }
    return row.put("end", Text.lower(trace.end()));
  }

  private static JsonObject frame(Kernel kernel, int number, StackFrame frame) {
    Optional<Symbol> symbol = kernel.symbols().at(frame.lookupAddress());
    JsonObject object =
        new JsonObject()
            .put("frame", number)
            .putAddress("stack_address", frame.returnAddressAt())
            .putAddress("address", frame.ip());
    if (symbol.isPresent()) {
      object.put("symbol", symbol.get().name());
      object.put("offset", frame.ip() - symbol.get().address());
      if (symbol.get().module() != null) {
        object.put("module", symbol.get().module());
      }
    }
    object.put("method", Text.lower(frame.method())).put("grade", Text.lower(frame.grade()));
    if (frame.stack().isPresent()) {
      object.put("stack", frame.stack().get().name());
    }
    if (frame.interrupted().isPresent()) {
      object.put("registers", RegisterText.json(frame.interrupted().get()));
    }
    return object;
  }
}
