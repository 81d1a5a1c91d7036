package io.kwalk.shell.stack;

import io.kwalk.linux.stack.CpuStack;
import io.kwalk.linux.stack.StackWords.ExceptionFrame;
import io.kwalk.shell.JsonObject;

/** Rows of bt -E. */
final class BtJson {
  private BtJson() {}

  static JsonObject exceptionFrame(CpuStack stack, ExceptionFrame frame) {
    return new JsonObject()
        .put("cpu", stack.cpu())
        .put("stack", stack.region().name())
        .putAddress("address", frame.address())
        .put("user_mode", frame.registers().isUserMode())
        .put("registers", RegisterText.json(frame.registers()));
  }
}
