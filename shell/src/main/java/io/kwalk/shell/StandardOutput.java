package io.kwalk.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/**
 * The process's own output, without PrintStream's swallowing of errors and its encoding. Programs
 * that the shell starts write there themselves.
 */
final class StandardOutput extends FileOutputStream {
  StandardOutput() {
    super(FileDescriptor.out);
  }
}
