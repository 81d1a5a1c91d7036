package io.kwalk.shell.command;

import io.kwalk.linux.ipc.IpcNamespace.Kind;
import io.kwalk.linux.ipc.IpcObject;
import io.kwalk.linux.ipc.PosixQueue;
import io.kwalk.linux.task.Task;
import io.kwalk.shell.JsonObject;
import io.kwalk.shell.Output;
import io.kwalk.shell.Text;
import java.util.List;

/** Objects of one kind as crash prints them. */
final class IpcsTable {
  private static final long DESTROYED = 0x200; // SHM_DEST
  private static final long LOCKED = 0x400; // SHM_LOCKED
  private static final long PAGE = 4096;

  private IpcsTable() {}

  static void print(Kind kind, List<IpcObject> objects, boolean details, Output output) {
    if (output.json()) {
      objects.forEach(object -> output.row(json(object)));
      return;
    }
    output.line(heading(kind));
    if (objects.isEmpty()) {
      output.line("(none allocated)");
    }
    for (IpcObject object : objects) {
      output.line(line(object));
      if (details && object.details() instanceof IpcObject.SharedMemory memory) {
        output.line(
            "PAGES ALLOCATED/RESIDENT/SWAPPED: "
                + (memory.bytes() + PAGE - 1) / PAGE
                + "/"
                + memory.resident()
                + "/"
                + memory.swapped());
        output.line("INODE: " + Long.toHexString(memory.inode()));
      }
    }
    output.line("");
  }

  static void print(List<PosixQueue> queues, Output output) {
    if (output.json()) {
      queues.forEach(queue -> output.row(json(queue)));
      return;
    }
    output.line("MQUEUE_INODE     UID   PERMS MESSAGES    BYTES      SENDERS RECEIVERS NAME");
    if (queues.isEmpty()) {
      output.line("(none allocated)");
    }
    for (PosixQueue queue : queues) {
      output.line(
          Text.hex(queue.inode(), 16)
              + " "
              + left(queue.userId(), 5)
              + " "
              + Text.left(Long.toOctalString(queue.mode() & 0x1ff), 5)
              + " "
              + Text.left(queue.messages() + "/" + queue.maxMessages(), 11)
              + " "
              + left(queue.bytes(), 10)
              + " "
              + left(queue.senders().size(), 7)
              + " "
              + left(queue.receivers().size(), 9)
              + " "
              + Text.escape(queue.name()));
    }
    output.line("");
  }

  private static JsonObject json(PosixQueue queue) {
    return new JsonObject()
        .put("kind", "posix_mq")
        .putAddress("inode", queue.inode())
        .put("name", queue.name())
        .put("uid", queue.userId())
        .put("perms", Long.toOctalString(queue.mode() & 0x1ff))
        .put("messages", queue.messages())
        .put("max_messages", queue.maxMessages())
        .put("message_size", queue.messageSize())
        .put("bytes", queue.bytes())
        .putStrings("sender_pids", pids(queue.senders()))
        .putStrings("receiver_pids", pids(queue.receivers()));
  }

  private static List<String> pids(List<Task> tasks) {
    return tasks.stream().map(task -> Integer.toString(task.pid())).toList();
  }

  private static String heading(Kind kind) {
    return switch (kind) {
      case SHARED_MEMORY ->
          "SHMID_KERNEL     KEY      SHMID      UID   PERMS BYTES      NATTCH STATUS";
      case SEMAPHORES -> "SEM_ARRAY        KEY      SEMID      UID   PERMS NSEMS     ";
      case MESSAGES -> "MSG_QUEUE        KEY      MSQID      UID   PERMS USED-BYTES   MESSAGES    ";
    };
  }

  private static String line(IpcObject object) {
    String rest =
        switch (object.details()) {
          case IpcObject.SharedMemory memory ->
              left(memory.bytes(), 10) + " " + left(memory.attached(), 6) + " " + status(object);
          case IpcObject.Semaphores semaphores -> left(semaphores.count(), 10);
          case IpcObject.Messages messages ->
              left(messages.bytes(), 12) + " " + left(messages.count(), 12);
        };
    return Text.hex(object.address(), 16)
        + " "
        + Text.hex(object.key(), 8)
        + " "
        + left(object.id(), 10)
        + " "
        + left(object.userId(), 5)
        + " "
        + Text.left(Long.toOctalString(object.mode() & 0x1ff), 5)
        + " "
        + rest;
  }

  private static String left(long value, int width) {
    return Text.left(Long.toString(value), width);
  }

  private static String status(IpcObject object) {
    return ((object.mode() & DESTROYED) != 0 ? "dest " : "")
        + ((object.mode() & LOCKED) != 0 ? "locked" : "");
  }

  private static JsonObject json(IpcObject object) {
    JsonObject row =
        new JsonObject()
            .putAddress("address", object.address())
            .putAddress("key", object.key())
            .put("id", object.id())
            .put("uid", object.userId())
            .put("perms", Long.toOctalString(object.mode() & 0x1ff));
    return switch (object.details()) {
      case IpcObject.SharedMemory memory ->
          row.put("kind", "shm")
              .put("bytes", memory.bytes())
              .put("nattch", memory.attached())
              .put("status", status(object).strip())
              .putAddress("inode", memory.inode())
              .put("resident_pages", memory.resident())
              .put("swapped_pages", memory.swapped());
      case IpcObject.Semaphores semaphores ->
          row.put("kind", "sem").put("nsems", semaphores.count());
      case IpcObject.Messages messages ->
          row.put("kind", "msg")
              .put("used_bytes", messages.bytes())
              .put("messages", messages.count());
    };
  }
}
