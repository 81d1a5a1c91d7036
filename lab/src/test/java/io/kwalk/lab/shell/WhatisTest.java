package io.kwalk.lab.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code whatis} on the sample dump: a 6.1 kernel with a module of its own. */
final class WhatisTest {
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
        ProgramRun.onSample(
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
        ProgramRun.onSample("whatis -o list_head"));
    assertEquals("struct parcel {", ProgramRun.onSample("whatis parcel").getFirst());
    assertEquals(
        List.of("typedef struct {", "    int counter;", "} atomic_t;", "SIZE: 4"),
        ProgramRun.onSample("whatis atomic_t"));
    assertEquals(List.of("unsigned long", "SIZE: 8"), ProgramRun.onSample("whatis unsigned long"));
    assertEquals(List.of("enum pid_type = 1"), ProgramRun.onSample("whatis PIDTYPE_TGID"));
  }

  @Test
  void showsMembersAtTheirOffsets() {
    assertEquals(
        List.of("struct list_head {", "   [8] struct list_head *prev;", "}"),
        ProgramRun.onSample("whatis list_head.prev"));
    assertEquals(List.of("char [16]"), ProgramRun.onSample("whatis init_task.comm"));
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
        ProgramRun.onSample("struct task_struct.comm,pid"));
    assertEquals(
        "typedef struct spinlock {", ProgramRun.onSample("struct -o spinlock_t").getFirst());
    assertEquals(
        List.of("struct: data type mismatch: rcu_special is not a struct: it is a union"),
        ProgramRun.onSample("struct rcu_special"));
  }

  @Test
  void findsStructsBySizeAndByMember() {
    assertEquals(List.of("SIZE  TYPE", "9728  task_struct"), ProgramRun.onSample("whatis -r 9728"));
    List<String> found = ProgramRun.onSample("whatis -r 100-200 -m mm_struct");
    assertTrue(found.contains(" 152  vm_area_struct"), found.toString());
    assertEquals(List.of("(none found)"), ProgramRun.onSample("whatis -m no_such_type"));
  }

  @Test
  void asksForNamesThatAreNear() {
    String answer = ProgramRun.onSample("whatis taks_struct").getFirst();
    assertTrue(answer.contains("did you mean task_struct"), answer);
    String member = ProgramRun.onSample("whatis task_struct.com").getFirst();
    assertTrue(member.contains("did you mean comm?"), member);
  }

  @Test
  void writesRowsForMachines() {
    assertEquals(
        List.of(
            "{\"kind\":\"struct\",\"name\":\"list_head\",\"size\":16,\"members\":["
                + "{\"name\":\"next\",\"type\":\"struct list_head *\",\"offset\":0,\"size\":8},"
                + "{\"name\":\"prev\",\"type\":\"struct list_head *\",\"offset\":8,\"size\":8}]}"),
        ProgramRun.onSample("whatis --json list_head"));
  }
}
