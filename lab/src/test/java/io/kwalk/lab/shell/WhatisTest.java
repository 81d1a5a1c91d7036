package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kwalk.shell.Main;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code whatis} on the sample dump: a 6.1 kernel with a module of its own. */
final class WhatisTest {
  private static Path sample() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("samples/vmcore");
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new AssertionError("samples/vmcore is not in this checkout");
  }

  /** What the commands print, errors behind the rest. */
  private static List<String> answers(String... commands) {
    List<String> arguments = new ArrayList<>();
    for (String command : commands) {
      arguments.add("-c");
      arguments.add(command);
    }
    arguments.add(sample().toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Main.run(
        arguments,
        InputStream.nullInputStream(),
        out,
        new PrintStream(errors, true, StandardCharsets.UTF_8));
    String all = out.toString(StandardCharsets.UTF_8) + errors.toString(StandardCharsets.UTF_8);
    return all.lines().toList();
  }

  @Test
  void declaresSymbols() {
    assertEquals(
        List.of(
            "ssize_t vfs_read(struct file *, char *, size_t, loff_t *);",
            "void panic(const char *, ...);",
            "struct rq runqueues;",
            "struct task_struct init_task;",
            "volatile unsigned long jiffies;",
            "struct kmem_cache *dentry_cache;"),
        answers(
            "whatis vfs_read",
            "whatis panic",
            "whatis runqueues",
            "whatis init_task",
            "whatis jiffies",
            "whatis dentry_cache"));
  }

  @Test
  void definesTypesOfTheKernelAndOfModules() {
    assertEquals(
        List.of(
            "struct list_head {",
            "   [0] struct list_head *next;",
            "   [8] struct list_head *prev;",
            "}",
            "SIZE: 16"),
        answers("whatis -o list_head"));
    assertEquals("struct parcel {", answers("whatis parcel").getFirst());
    assertEquals(
        List.of("typedef struct {", "    int counter;", "} atomic_t;", "SIZE: 4"),
        answers("whatis atomic_t"));
    assertEquals(List.of("unsigned long", "SIZE: 8"), answers("whatis unsigned long"));
    assertEquals(List.of("enum pid_type = 1"), answers("whatis PIDTYPE_TGID"));
  }

  @Test
  void showsMembersAtTheirOffsets() {
    assertEquals(
        List.of("struct list_head {", "   [8] struct list_head *prev;", "}"),
        answers("whatis list_head.prev"));
    assertEquals(List.of("char [16]"), answers("whatis init_task.comm"));
  }

  @Test
  void structWithoutAnAddressDefines() {
    assertEquals(
        List.of(
            "struct task_struct {",
            "  [2976] char comm[16];",
            "}",
            "struct task_struct {",
            "  [2416] pid_t pid;",
            "}"),
        answers("struct task_struct.comm,pid"));
    assertEquals("typedef struct spinlock {", answers("struct -o spinlock_t").getFirst());
    assertEquals(
        List.of("struct: data type mismatch: rcu_special is not a struct: it is a union"),
        answers("struct rcu_special"));
  }

  @Test
  void findsStructsBySizeAndByMember() {
    assertEquals(List.of("SIZE  TYPE", "9728  task_struct"), answers("whatis -r 9728"));
    List<String> found = answers("whatis -r 100-200 -m mm_struct");
    assertTrue(found.contains(" 152  vm_area_struct"), found.toString());
    assertEquals(List.of("(none found)"), answers("whatis -m no_such_type"));
  }

  @Test
  void asksForNamesThatAreNear() {
    String answer = answers("whatis taks_struct").getFirst();
    assertTrue(answer.contains("did you mean task_struct"), answer);
    String member = answers("whatis task_struct.com").getFirst();
    assertTrue(member.contains("did you mean comm?"), member);
  }

  @Test
  void writesRowsForMachines() {
    assertEquals(
        List.of(
            "{\"kind\":\"struct\",\"name\":\"list_head\",\"size\":16,\"members\":["
                + "{\"name\":\"next\",\"type\":\"struct list_head *\",\"offset\":0,\"size\":8},"
                + "{\"name\":\"prev\",\"type\":\"struct list_head *\",\"offset\":8,\"size\":8}]}"),
        answers("whatis --json list_head"));
  }
}
