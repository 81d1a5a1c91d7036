package io.kwalk.shell.files;

import io.kwalk.linux.fs.OpenFile;
import io.kwalk.linux.fs.ProcessFiles.Place;
import io.kwalk.shell.line.Numbers;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What `files -R` looks for.
 *
 * @param text part of a path, or a file descriptor
 * @param number a struct file, dentry or inode, if it can be one
 */
record FileReference(String text, OptionalLong number) {
  static @Nullable FileReference of(@Nullable String text) {
    return text == null ? null : new FileReference(text, Numbers.hexadecimal(text));
  }

  boolean matches(OpenFile file, String shownPath) {
    return text.equals(Integer.toString(file.descriptor()))
        || isAddress(file.file())
        || isAddress(file.dentry())
        || isAddress(file.inode())
        || shownPath.contains(text);
  }

  /** A directory is meant by its whole path only: nearly all processes have "/". */
  boolean matches(Place place) {
    return text.equals(place.root())
        || text.equals(place.directory())
        || isAddress(place.rootDentry())
        || isAddress(place.rootInode())
        || isAddress(place.directoryDentry())
        || isAddress(place.directoryInode());
  }

  private boolean isAddress(long address) {
    return address != 0 && number.isPresent() && number.getAsLong() == address;
  }
}
