package io.kwalk.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kwalk.shell.Aliases.Alias;
import org.junit.jupiter.api.Test;

class AliasesTest {
  private final Aliases aliases = new Aliases();

  @Test
  void replacesTheFirstWordOnly() {
    assertEquals("set radix 16", aliases.expand("hex"));
    assertEquals("foreach UN bt", aliases.expand(" for UN bt "));
    assertEquals("eval hex", aliases.expand("eval hex"));
    assertEquals("log|grep x", aliases.expand("dmesg|grep x"));
  }

  @Test
  void aliasesOfAliasesAreReplacedAndLoopsEnd() {
    aliases.put(new Alias("runtime", "a", "b 1"));
    aliases.put(new Alias("runtime", "b", "hex"));
    assertEquals("set radix 16 1", aliases.expand("a"));
    aliases.put(new Alias("runtime", "b", "a"));
    aliases.expand("a");
  }

  @Test
  void commandsComeBeforeAliases() {
    aliases.put(new Alias(".kwalkrc", "eval", "ascii"));
    assertEquals("eval 1", aliases.expand("eval 1"));
  }
}
