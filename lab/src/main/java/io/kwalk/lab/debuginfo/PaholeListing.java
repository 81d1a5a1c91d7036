package io.kwalk.lab.debuginfo;

import io.kwalk.core.debuginfo.ArrayType;
import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.PointerType;
import io.kwalk.core.debuginfo.QualifiedType;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.VoidType;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layouts that pahole prints, and those of our types in the same form: for each struct and
 * union its size, and each member's place and size in the order of the text, members of anonymous
 * structs before the line that ends them.
 */
public final class PaholeListing {
  private static final Pattern HEAD = Pattern.compile("^(struct|union) (\\S.*) \\{.*");
  private static final Pattern PLACE =
      Pattern.compile("/\\*\\s+(\\d+)(?::\\s*(\\d+))?\\s+(\\d+) \\*/");
  private static final Pattern SIZE = Pattern.compile("^\\t/\\* size: (\\d+),.*");
  private static final int MAX_DEPTH = 32;

  private PaholeListing() {}

  /** Lines "bit offset+size" by "struct name"; the first is "size N". */
  public static Map<String, List<String>> read(BufferedReader output) throws IOException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    List<String> places = new ArrayList<>();
    String name = "";
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher head = HEAD.matcher(line);
      Matcher size = SIZE.matcher(line);
      if (head.matches()) {
        name = head.group(1) + " " + head.group(2);
        places = new ArrayList<>();
      } else if (size.matches()) {
        places.addFirst("size " + size.group(1));
        found.putIfAbsent(name, places);
      } else {
        place(line, places);
      }
    }
    return found;
  }

  private static void place(String line, List<String> places) {
    Matcher place = PLACE.matcher(line);
    if (place.find()) {
      long bit = place.group(2) == null ? 0 : Long.parseLong(place.group(2));
      places.add(8 * Long.parseLong(place.group(1)) + bit + "+" + place.group(3));
    }
  }

  /** The lines of one of our types. */
  public static List<String> of(StructType struct) {
    List<String> lines = new ArrayList<>();
    lines.add("size " + struct.size());
    add(struct, 0, lines, 0);
    return lines;
  }

  private static void add(StructType struct, long base, List<String> lines, int depth) {
    for (Member member : struct.members()) {
      if (anonymous(member.type()) instanceof StructType inner && depth < MAX_DEPTH) {
        boolean within = !(member.type().strip() instanceof PointerType);
        add(inner, within ? base + member.bitOffset() : 0, lines, depth + 1);
      }
      lines.add(base + member.bitOffset() + "+" + member.type().size());
    }
  }

  /** pahole writes out what has no name, also behind arrays, pointers and qualifiers. */
  private static Type anonymous(Type type) {
    Type at = type;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      if (at instanceof ArrayType array) {
        at = array.element();
      } else if (at instanceof PointerType pointer) {
        at = pointer.target();
      } else if (at instanceof QualifiedType qualified) {
        at = qualified.target();
      } else {
        break;
      }
    }
    return at.name().isEmpty() ? at : VoidType.VOID;
  }
}
