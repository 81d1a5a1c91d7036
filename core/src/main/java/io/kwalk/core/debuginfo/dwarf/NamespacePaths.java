package io.kwalk.core.debuginfo.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The namespaces around entries, of languages that have them; C's units are not looked into. */
final class NamespacePaths {
  private static final int MAX_DEPTH = 32;

  /** DW_LANG_… of C and of assemblers (section 7.12 and dwarfstd.org's list). */
  private static final int C89 = 0x01;

  private static final int C = 0x02;
  private static final int C99 = 0x0c;
  private static final int C11 = 0x1d;
  private static final int C17 = 0x2c;
  private static final int C23 = 0x3e;
  private static final int MIPS_ASSEMBLER = 0x8001;

  private final Map<Unit, List<Namespace>> byUnit = new ConcurrentHashMap<>();

  /** Where the entries of a namespace lie. */
  private record Namespace(int start, int end, String prefix) {}

  /** "outer::inner::" of an entry in these namespaces; "" outside of any. */
  String of(Die die) {
    String prefix = "";
    for (Namespace namespace : byUnit.computeIfAbsent(die.unit(), NamespacePaths::namespaces)) {
      if (namespace.start() < die.offset() && die.offset() < namespace.end()) {
        prefix = namespace.prefix();
      }
    }
    return prefix;
  }

  private static List<Namespace> namespaces(Unit unit) {
    Die root = unit.root();
    return switch ((int) root.unsigned(DwAt.DW_AT_language).orElse(C)) {
      case C89, C, C99, C11, C17, C23, MIPS_ASSEMBLER -> List.of();
      default -> {
        List<Namespace> found = new ArrayList<>();
        collect(root, "", 0, found);
        yield List.copyOf(found);
      }
    };
  }

  /** Inner ones behind the outer one. */
  private static void collect(Die parent, String prefix, int depth, List<Namespace> found) {
    for (Die child : parent.children()) {
      if (child.tag() == DwTag.DW_TAG_namespace && depth < MAX_DEPTH) {
        String inner = child.name().map(name -> prefix + name + "::").orElse(prefix);
        found.add(new Namespace(child.offset(), child.behind(), inner));
        collect(child, inner, depth + 1, found);
      }
    }
  }
}
