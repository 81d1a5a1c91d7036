package io.kwalk.shell.code;

import io.kwalk.linux.Kernel;
import io.kwalk.linux.code.CodeSite;
import io.kwalk.linux.code.CodeSites;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Text;
import java.util.List;

/** What stands behind an instruction that the kernel patches. */
final class SiteText {
  private SiteText() {}

  /** " # static key sched_schedstats: off". */
  static void append(StringBuilder out, Kernel kernel, long address) {
    if (address < 0) {
      for (CodeSite site : CodeSites.of(kernel).at(address)) {
        out.append("  # ").append(Text.escape(site.text()));
      }
    }
  }

  /** Member "sites": an object for each; none where there is none. */
  static void add(JsonObject row, Kernel kernel, long address) {
    List<CodeSite> sites = address < 0 ? CodeSites.of(kernel).at(address) : List.of();
    if (!sites.isEmpty()) {
      row.putObjects("sites", sites.stream().map(SiteText::json).toList());
    }
  }

  private static JsonObject json(CodeSite site) {
    JsonObject object =
        new JsonObject().put("kind", Text.lower(site.kind())).put("name", site.name());
    return site.state().isEmpty() ? object : object.put("state", site.state());
  }
}
