package io.kwalk.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

/** The process's own output, without PrintStream's swallowing of errors and its encoding. */
final class StandardStreams {
  static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private StandardStreams() {}
}
