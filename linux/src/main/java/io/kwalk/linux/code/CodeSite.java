package io.kwalk.linux.code;

/**
 * An instruction that the kernel writes anew while it runs.
 *
 * @param address of the instruction
 * @param name of the traced function, the called static call, the key, the probed function
 * @param state what was there at the crash: "on" or "off", the function that a static call leads
 *     to; empty if not known
 */
public record CodeSite(long address, Kind kind, String name, String state) {
  /** Who writes it. */
  public enum Kind {
    ALTERNATIVE("alternative"),
    FTRACE("ftrace site of"),
    STATIC_CALL("static call"),
    STATIC_KEY("static key"),
    KPROBE("kprobe on");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** "static key sched_schedstats: off". */
  public String text() {
    String text = kind.words + " " + name;
    return state.isEmpty() ? text : text + ": " + state;
  }
}
