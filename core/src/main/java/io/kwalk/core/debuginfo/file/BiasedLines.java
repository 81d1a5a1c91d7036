package io.kwalk.core.debuginfo.file;

import io.kwalk.core.debuginfo.InlinedFrame;
import io.kwalk.core.debuginfo.Lines;
import io.kwalk.core.debuginfo.SourceLine;
import java.util.List;
import java.util.Optional;

/** A file's lines by run-time addresses. */
record BiasedLines(Lines lines, long bias) implements Lines {
  @Override
  public Optional<SourceLine> at(long address) {
    return lines.at(address - bias);
  }

  @Override
  public Optional<SourceLine> ofFunction(long address) {
    return lines.ofFunction(address - bias);
  }

  @Override
  public List<InlinedFrame> frames(long address) {
    return lines.frames(address - bias);
  }

  @Override
  public List<Long> addresses(String file, int line) {
    return lines.addresses(file, line).stream().map(address -> address + bias).toList();
  }
}
