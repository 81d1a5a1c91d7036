// A process for core files: threads that wait in different system calls, with known values in memory and vector registers.
// Prints "PID TID NAME" of each thread and the address of the marker.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static char marker[] = "a marker in the data of the process";
static char *heap;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static int ends[2];

static void say(const char *name) {
  printf("thread %d %ld %s\n", getpid(), syscall(SYS_gettid), name);
  fflush(stdout);
}

__attribute__((noinline)) static void wait_for_a_byte(int from) {
  char byte;
  if (read(from, &byte, 1) < 0) perror("read");
}

__attribute__((noinline)) static void wait_for_time(long seconds) {
  struct timespec time = {seconds, 5};
  nanosleep(&time, NULL);
}

__attribute__((noinline)) static void wait_for_a_condition(void) {
  pthread_mutex_lock(&mutex);
  pthread_cond_wait(&never, &mutex);
}

static void *reader(void *unused) { say("reader"); wait_for_a_byte(ends[0]); return unused; }
static void *sleeper(void *unused) { say("sleeper"); wait_for_time(12345); return unused; }
static void *waiter(void *unused) { say("waiter"); wait_for_a_condition(); return unused; }

int main(void) {
  pthread_t thread;
  heap = malloc(100000);
  strcpy(heap + 50000, "a marker on the heap");
  if (pipe(ends)) return 1;
  printf("marker %p heap %p\n", marker, heap + 50000);
  pthread_create(&thread, NULL, reader, NULL);
  pthread_create(&thread, NULL, sleeper, NULL);
  pthread_create(&thread, NULL, waiter, NULL);
  say("main");
  pthread_join(thread, NULL);
  return 0;
}
