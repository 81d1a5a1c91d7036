package io.kwalk.lab.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kwalk.core.debuginfo.Member;
import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Type;
import io.kwalk.core.debuginfo.btf.BtfTypes;
import io.kwalk.core.object.CTypeParser;
import io.kwalk.core.object.TypePrinter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BTF that kernels exported beside their dumps, where those are at hand. */
@Tag("oracle")
final class RealBtfTest {
  private static Path btf(String dump) {
    Path here = Path.of("").toAbsolutePath();
    for (Path at = here; at != null; at = at.getParent()) {
      Path file = at.resolve("shared/dumps").resolve(dump).resolve("oracle/btf");
      if (Files.isReadable(file)) {
        return file;
      }
    }
    Path missing = Path.of("../shared/dumps", dump, "oracle/btf");
    assumeTrue(false, "skipped: no " + missing);
    return missing;
  }

  @ParameterizedTest
  @ValueSource(strings = {"k61", "k73"})
  void everyTypeCanBePrintedAndHasTheSizeItSays(String dump) throws Exception {
    BtfTypes types = BtfTypes.read(Files.readAllBytes(btf(dump)), 8);
    TypePrinter printer = new TypePrinter(true, false);
    int structs = 0;
    for (int id = 1; id < types.endId(); id++) {
      Type type = types.type(id);
      List<String> lines = printer.definition(type);
      if (type instanceof StructType struct) {
        structs++;
        assertEquals("SIZE: " + struct.size(), lines.getLast());
        assertMembersFit(struct);
      }
    }
    assertTrue(structs > 5000, structs + " structs");
  }

  private static void assertMembersFit(StructType struct) {
    struct
        .members()
        .forEach(member -> {
          long bits = member.isBitField() ? member.bitSize() : 8 * member.type().size();
          assertTrue(member.bitOffset() + bits <= 8 * struct.size(), () -> struct + " " + member);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"k61", "k73"})
  void namesLeadToTheirTypes(String dump) throws Exception {
    BtfTypes types = BtfTypes.read(Files.readAllBytes(btf(dump)), 8);
    List<String> lost =
        types
            .named()
            .filter(type -> CTypeParser.named(type.name(), types).isEmpty())
            .map(Type::name)
            .toList();
    assertEquals(List.of(), lost);
    assertEquals(8, CTypeParser.parse("struct task_struct *", types).orElseThrow().size());
    assertEquals(8, CTypeParser.parse("unsigned long long", types).orElseThrow().size());
    assertEquals(16, CTypeParser.parse("char [16]", types).orElseThrow().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"k61", "k73"})
  void structsHaveTheSizesAndMembersThatBpftoolSees(String dump) throws Exception {
    Path file = btf(dump);
    BtfTypes types = BtfTypes.read(Files.readAllBytes(file), 8);
    List<String> theirs = bpftool(file);
    int at = 0;
    while (at < theirs.size()) {
      int id = Integer.parseInt(theirs.get(at).substring(1, theirs.get(at).indexOf(']')));
      for (String line : lines(id, (StructType) types.type(id))) {
        assertEquals(theirs.get(at++), line);
      }
    }
    assertTrue(at > 50_000, at + " lines");
  }

  private static List<String> lines(int id, StructType struct) {
    List<String> lines = new ArrayList<>();
    String kind = struct.isUnion() ? "UNION" : "STRUCT";
    lines.add(
        "[%d] %s '%s' size=%d vlen=%d"
            .formatted(id, kind, nameOf(struct.name()), struct.size(), struct.members().size()));
    for (Member member : struct.members()) {
      String bits = member.isBitField() ? " bitfield_size=" + member.bitSize() : "";
      lines.add("'" + nameOf(member.name()) + "' bits_offset=" + member.bitOffset() + bits);
    }
    return lines;
  }

  private static String nameOf(String name) {
    return name.isEmpty() ? "(anon)" : name;
  }

  /** The lines of structs and their members, without the members' type ids. */
  private static List<String> bpftool(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    Process process;
    try {
      process = new ProcessBuilder("bpftool", "btf", "dump", "file", file.toString()).start();
    } catch (IOException absent) {
      assumeTrue(false, "skipped: bpftool is not installed");
      throw absent;
    }
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      boolean inStruct = false;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("[")) {
          inStruct = line.contains("] STRUCT ") || line.contains("] UNION ");
        }
        if (inStruct) {
          lines.add(line.startsWith("[") ? line : line.strip().replaceFirst(" type_id=\\d+", ""));
        }
      }
    }
    return lines;
  }
}
