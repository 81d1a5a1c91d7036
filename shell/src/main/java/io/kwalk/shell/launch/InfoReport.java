package io.kwalk.shell.launch;

import io.kwalk.core.debuginfo.Vmcoreinfo;
import io.kwalk.core.image.DumpImage;
import io.kwalk.core.image.ElfNote;
import io.kwalk.core.image.PageState;
import io.kwalk.core.image.PhysicalMemory.Range;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** What a dump's headers say of it: `kwalk info`. Reads no page of the machine's memory. */
public final class InfoReport {
  private static final String MISSING = "(not in the dump's headers)";

  private final List<String> files;
  private final DumpImage image;
  private final Vmcoreinfo vmcoreinfo;

  public InfoReport(List<String> files, DumpImage image) {
    this.files = files;
    this.image = image;
    this.vmcoreinfo = Vmcoreinfo.parse(image.vmcoreinfo().orElse(new byte[0]));
  }

  /**
   * As lines of text.
   *
   * @param verbose with all that the headers say, and vmcoreinfo
   */
  public String text(boolean verbose) {
    StringBuilder text = new StringBuilder();
    facts().forEach((name, value) -> line(text, name, value));
    List<Range> ranges = image.memory().ranges();
    line(text, "memory", size(ranges.stream().mapToLong(Range::size).sum()));
    for (Range range : ranges) {
      line(text, "", "0x" + Text.hex(range.start(), 1) + " - 0x" + Text.hex(range.end() - 1, 1));
    }
    pages()
        .forEach((state, count) -> line(text, "pages " + state, count + " (" + share(count) + ")"));
    if (verbose) {
      text.append('\n');
      image.properties().forEach((name, value) -> line(text, name, value));
      text.append("\nvmcoreinfo:\n");
      vmcoreinfo.text().lines().forEach(l -> text.append(Text.escape(l)).append('\n'));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(Text.right(name, 20))
        .append(name.isEmpty() ? "  " : ": ")
        .append(Text.escape(value))
        .append('\n');
  }

  /** As a row, of which RECORDS of the page "kwalk" tells. */
  public JsonObject row(boolean verbose) {
    JsonObject object = new JsonObject();
    object.putStrings("files", files);
    facts()
        .forEach((name, value) -> {
          if (!value.equals(MISSING)) {
            object.put(key(name), value);
          }
        });
    List<JsonObject> ranges = new ArrayList<>();
    for (Range range : image.memory().ranges()) {
      ranges.add(
          new JsonObject().putAddress("start", range.start()).putAddress("end", range.end()));
    }
    object.putObjects("memory", ranges);
    JsonObject counts = new JsonObject();
    pages().forEach((state, count) -> counts.put(key(state), (long) count));
    object.put("pages", counts);
    object.put("incomplete", image.incomplete());
    if (verbose) {
      JsonObject properties = new JsonObject();
      image.properties().forEach(properties::put);
      JsonObject values = new JsonObject();
      vmcoreinfo.values().forEach(values::put);
      object.put("properties", properties).put("vmcoreinfo", values);
    }
    return object;
  }

  /** "crash time" → "crash_time". */
  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
  }

  private Map<String, String> facts() {
    Map<String, String> properties = image.properties();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("dump", String.join(" ", files));
    facts.put("format", image.format() + (image.incomplete() ? ", incomplete" : ""));
    facts.put("compression", image.compression());
    facts.put("architecture", architecture(image.machine()));
    facts.put("release", release());
    facts.put("build-id", vmcoreinfo.value("BUILD-ID").orElse(MISSING));
    facts.put("crash time", crashTime());
    String level = properties.get("dump level");
    if (level != null) {
      facts.put("dump level", level + ", left out: " + properties.getOrDefault("left out", "?"));
    }
    facts.put("CPUs", processors());
    return facts;
  }

  /** The kernel's release, else an empty string. */
  public String release() {
    return vmcoreinfo
        .value("OSRELEASE")
        .orElse(image.properties().getOrDefault("release", MISSING));
  }

  public String buildId() {
    return vmcoreinfo.value("BUILD-ID").orElse(MISSING);
  }

  /** When the kernel crashed, in universal time. */
  public String crashTime() {
    OptionalLong seconds = number(vmcoreinfo.value("CRASHTIME").orElse(""));
    if (seconds.isEmpty()) {
      return MISSING;
    }
    try {
      return Instant.ofEpochSecond(seconds.getAsLong()).toString();
    } catch (DateTimeException _) {
      return Long.toString(seconds.getAsLong());
    }
  }

  private static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private String processors() {
    long notes = image.notes().stream().filter(ElfNote::isPrStatus).count();
    String said = image.properties().get("processors");
    if (said == null || said.equals("0")) {
      return notes == 0 ? MISSING : Long.toString(notes);
    }
    return said + (notes == 0 ? "" : " (registers of " + notes + ")");
  }

  /** EM_* of the ELF specification. */
  private static String architecture(int machine) {
    return switch (machine) {
      case 3 -> "i386";
      case 8 -> "MIPS";
      case 20 -> "PowerPC";
      case 21 -> "PowerPC64";
      case 22 -> "s390x";
      case 40 -> "ARM";
      case 62 -> "x86-64";
      case 183 -> "arm64";
      case 243 -> "RISC-V";
      case 258 -> "LoongArch";
      case 0 -> MISSING;
      default -> "ELF machine " + machine;
    };
  }

  private Map<String, Long> pages() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (PageState state : PageState.values()) {
      Long count = image.pageCounts().get(state);
      if (count != null && count > 0) {
        counts.put(words(state), count);
      }
    }
    return counts;
  }

  private static String words(PageState state) {
    return switch (state) {
      case PRESENT -> "present";
      case ZERO -> "zero";
      case EXCLUDED -> "excluded";
      case NOT_COVERED -> "not covered";
      case CUT_OFF -> "cut off";
      case DAMAGED -> "damaged";
    };
  }

  private String share(long count) {
    return size(count * image.memory().pageSize());
  }

  private static String size(long bytes) {
    String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}
