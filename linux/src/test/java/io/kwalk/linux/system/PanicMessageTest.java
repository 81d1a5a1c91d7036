package io.kwalk.linux.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PanicMessageTest {
  private static String of(String... lines) {
    Optional<PanicMessage> message = Optional.empty();
    for (String line : lines) {
      message = PanicMessage.better(message, line);
    }
    return message.map(PanicMessage::text).orElse("");
  }

  @Test
  void takesThePanic() {
    assertEquals(
        "Kernel panic - not syncing: sysrq triggered crash",
        of(
            "sysrq: Trigger a crash",
            "Kernel panic - not syncing: sysrq triggered crash",
            "CPU: 1"));
  }

  @Test
  void prefersTheOopsToThePanicThatFollowsIt() {
    assertEquals(
        "Oops: 0002 [#1] SMP",
        of("Oops: 0002 [#1] SMP", "Kernel panic - not syncing: Fatal exception"));
  }

  @Test
  void prefersTheCauseToTheOopsBehindIt() {
    assertEquals(
        "kernel BUG at mm/slub.c:305!",
        of("kernel BUG at mm/slub.c:305!", "Oops: invalid opcode: 0000 [#1]"));
  }

  @Test
  void takesTheLastOopsOfAKernelThatLivedThroughOthers() {
    assertEquals("Oops: 2", of("Oops: 1", "usb 1-1: new device", "Oops: 2"));
  }

  @Test
  void letsALaterPanicReplaceAnOldOops() {
    assertEquals(
        "Kernel panic - not syncing: hung_task: blocked tasks",
        of("Oops: 1", "Kernel panic - not syncing: hung_task: blocked tasks"));
  }

  @Test
  void hasNothingToSayOfAQuietLog() {
    assertEquals("", of("eth0: link up"));
  }
}
