package io.kwalk.shell.rows;

/**
 * A name that rows of one kind have.
 *
 * @param path the name; of members of an object behind its name and a dot, of those of a list's
 *     objects behind {@code []} as well: "frames[].symbol". A last part {@code *} stands for names
 *     that the kernel or the user chose.
 * @param type "integer", "number", "string", "boolean", "address" (a string "0x…"), "object", or
 *     the name of a type that some page describes; "[]" behind it makes it a list
 * @param optional whether it may be missing or null
 * @param text unit and meaning
 */
public record RowField(String path, String type, boolean optional, String text) {
  /** Whether its value is an object with members of its own. */
  public boolean isObject() {
    return type.equals("object");
  }

  public boolean isList() {
    return type.endsWith("[]");
  }

  /** Whether it stands for names that are not known before. */
  public boolean isOpen() {
    return path.endsWith("*");
  }

  /** The path of the object that it is part of, "" for the row itself. */
  public String parent() {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot);
  }

  /** The path without its parent's. */
  public String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
