package io.kwalk.linux.ipc;

/**
 * A System V IPC object.
 *
 * @param address of its shmid_kernel, sem_array or msg_queue
 * @param mode permissions, and for shared memory the bits of its state
 */
public record IpcObject(long address, long key, long id, long userId, long mode, Details details) {
  /** What belongs to its kind. */
  public sealed interface Details {}

  /**
   * Shared memory.
   *
   * @param bytes its size
   * @param attached how many processes have it attached
   * @param inode address of the inode of its memory; 0 if unknown
   * @param resident pages of it in memory
   * @param swapped pages of it that were swapped out
   */
  public record SharedMemory(long bytes, long attached, long inode, long resident, long swapped)
      implements Details {}

  /**
   * A set of semaphores.
   *
   * @param count how many
   */
  public record Semaphores(long count) implements Details {}

  /**
   * A message queue.
   *
   * @param bytes in all its messages
   */
  public record Messages(long bytes, long count) implements Details {}
}
