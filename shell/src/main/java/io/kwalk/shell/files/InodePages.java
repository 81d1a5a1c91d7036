package io.kwalk.shell.files;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.fs.InodeFields;
import io.kwalk.linux.mm.PageNodes;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.structures.XArray;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import io.kwalk.shell.command.Faults;
import io.kwalk.shell.command.PageLine;
import java.util.Map;
import java.util.TreeMap;

/** The pages of an inode that are in memory, as `files -p` prints them. */
final class InodePages {
  private InodePages() {}

  static void print(Kernel kernel, long inode, Faults faults, Output output) {
    InodeFields inodes = InodeFields.of(kernel);
    long mapping = faults.read(() -> inodes.mapping(inode), 0L);
    long count = mapping == 0 ? 0L : faults.read(() -> inodes.pageCount(mapping), 0L);
    if (output.json()) {
      output.row(
          new JsonObject()
              .putAddress("inode", inode)
              .putAddress("mapping", mapping)
              .put("nrpages", count));
    } else {
      output.line("     INODE        NRPAGES");
      output.line(Text.hex(inode, 16) + " " + Text.right(Long.toString(count), 8));
      output.line("");
    }
    if (count == 0 || mapping == 0) {
      return;
    }
    if (!output.json()) {
      output.line(PageLine.TITLES);
    }
    PageStructs pages = PageStructs.of(kernel);
    long array = kernel.field("address_space", "i_pages").addressIn(mapping);
    faults.addAll(
        XArray.of(kernel)
            .visit(
                array,
                (_, entry) -> {
                  output.checkInterrupted();
                  // A value is what was there before it was reclaimed (a shadow entry).
                  if ((entry & 1) == 0) {
                    faults.read(() -> line(kernel, pages, entry, output), false);
                  }
                }));
  }

  /** How many of an inode's pages lie in each memory node. */
  static void printNodes(Kernel kernel, long inode, Faults faults, Output output) {
    InodeFields inodes = InodeFields.of(kernel);
    long mapping = faults.read(() -> inodes.mapping(inode), 0L);
    PageNodes nodes = PageNodes.of(kernel);
    Map<Integer, Long> counts = new TreeMap<>();
    if (mapping != 0) {
      long array = kernel.field("address_space", "i_pages").addressIn(mapping);
      faults.addAll(
          XArray.of(kernel)
              .visit(
                  array,
                  (_, entry) -> {
                    output.checkInterrupted();
                    if ((entry & 1) == 0) {
                      int node = faults.read(() -> nodes.nodeOf(entry), -1);
                      counts.merge(node, 1L, Long::sum);
                    }
                  }));
    }
    if (!output.json()) {
      output.line("     INODE        NODE     PAGES");
    }
    counts.forEach((node, count) -> {
      if (output.json()) {
        output.row(
            new JsonObject().putAddress("inode", inode).put("node", node).put("pages", count));
      } else {
        output.line(
            Text.hex(inode, 16)
                + " "
                + Text.right(node < 0 ? Faults.CELL : Integer.toString(node), 5)
                + Text.right(Long.toString(count), 10));
      }
    });
  }

  private static boolean line(Kernel kernel, PageStructs pages, long page, Output output) {
    PageStructs.Page found = pages.at(pages.physical(page));
    if (output.json()) {
      output.row(PageLine.json(kernel, found));
    } else {
      output.line(PageLine.text(kernel, found));
    }
    return true;
  }
}
