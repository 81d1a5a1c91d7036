package io.kwalk.lab.debuginfo;

import io.kwalk.core.debuginfo.StructType;
import io.kwalk.core.debuginfo.Types;
import io.kwalk.core.debuginfo.dwarf.DwarfFile;
import io.kwalk.core.debuginfo.dwarf.DwarfTypes;
import io.kwalk.core.debuginfo.elf.ElfFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares sizes and members' places of all structs and unions of debug files with pahole's. */
public final class PaholeComparison {
  private PaholeComparison() {}

  /**
   * What was compared.
   *
   * @param structs structs and unions that pahole lists
   * @param places members and sizes in them
   * @param differences a line for each struct that differs or is missing
   */
  public record Result(int structs, long places, List<String> differences) {}

  /** Prints the differences of each file and ends with status 1 if there are any. */
  public static void main(String[] files) throws IOException {
    boolean same = true;
    for (String file : files) {
      Result result = compare(Path.of(file));
      result.differences().forEach(System.out::println);
      System.out.printf(
          "%s: %d structs and unions, %d sizes and places, %d differ%n",
          file, result.structs(), result.places(), result.differences().size());
      same &= result.differences().isEmpty() && result.structs() > 0;
    }
    System.exit(same ? 0 : 1);
  }

  /**
   * Compares with the listing {@code FILE.pahole} if there is one, else runs pahole.
   *
   * @throws IOException if pahole is not installed or the file cannot be read
   */
  public static Result compare(Path file) throws IOException {
    DwarfFile dwarf = DwarfFile.of(ElfFile.open(file)).orElseThrow();
    return compare(DwarfTypes.of(dwarf), listing(file));
  }

  private static Map<String, List<String>> listing(Path file) throws IOException {
    Path kept = Path.of(file + ".pahole");
    if (Files.exists(kept)) {
      try (BufferedReader lines = Files.newBufferedReader(kept, StandardCharsets.UTF_8)) {
        return PaholeListing.read(lines);
      }
    }
    Process pahole =
        new ProcessBuilder("pahole", "-F", "dwarf", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = pahole.inputReader(StandardCharsets.UTF_8)) {
      return PaholeListing.read(lines);
    }
  }

  static Result compare(Types types, Map<String, List<String>> theirs) {
    Map<String, List<List<String>>> ours = new HashMap<>();
    types
        .named()
        .filter(StructType.class::isInstance)
        .forEach(type ->
            ours.computeIfAbsent(type.toString(), _ -> new ArrayList<>())
                .add(PaholeListing.of((StructType) type)));
    List<String> differences = new ArrayList<>();
    long places = 0;
    for (Map.Entry<String, List<String>> each : theirs.entrySet()) {
      List<List<String>> candidates = ours.getOrDefault(each.getKey(), List.of());
      places += each.getValue().size();
      if (!candidates.contains(each.getValue())) {
        differences.add(each.getKey() + ": pahole " + each.getValue() + "\n  ours " + candidates);
      }
    }
    return new Result(theirs.size(), places, differences);
  }
}
