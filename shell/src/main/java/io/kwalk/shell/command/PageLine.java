package io.kwalk.shell.command;

import io.kwalk.core.memory.MemoryFault;
import io.kwalk.core.object.UnknownNameException;
import io.kwalk.linux.Kernel;
import io.kwalk.linux.mm.PageStructs;
import io.kwalk.linux.mm.PageStructs.Page;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.Optional;

/** A struct page in crash's columns. */
public final class PageLine {
  /** The columns' titles. */
  public static final String TITLES =
      "      PAGE       PHYSICAL      MAPPING       INDEX CNT FLAGS";

  private PageLine() {}

  /** The struct page of a physical address, empty if there is none or the dump lacks it. */
  public static Optional<Page> find(Kernel kernel, long physical) {
    try {
      return Optional.of(PageStructs.of(kernel).at(physical));
    } catch (MemoryFault | UnknownNameException _) {
      return Optional.empty();
    }
  }

  /** One line. */
  public static String text(Kernel kernel, Page page) {
    String names = String.join(",", PageStructs.of(kernel).flagNames(page.flags()));
    return Text.hex(page.address(), 16)
        + " "
        + Text.right(Long.toHexString(page.physical()), 8)
        + " "
        + Text.right(Long.toHexString(page.mapping()), 16)
        + " "
        + Text.right(Long.toHexString(page.index()), 8)
        + " "
        + Text.right(Integer.toString((int) page.count()), 2)
        + " "
        + Long.toHexString(page.flags())
        + (names.isEmpty() ? "" : " " + names);
  }

  /** One row. */
  public static JsonObject json(Kernel kernel, Page page) {
    return new JsonObject()
        .putAddress("page", page.address())
        .putAddress("physical", page.physical())
        .putAddress("mapping", page.mapping())
        .put("index", page.index())
        .put("count", page.count())
        .putAddress("flags", page.flags())
        .putStrings("flag_names", PageStructs.of(kernel).flagNames(page.flags()));
  }
}
