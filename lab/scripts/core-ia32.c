// A 32-bit process without libraries, for core files: waits in poll() with a descriptor, a timeout of 1234567 and a marker.
static char marker[] = "a marker of 32 bits";
struct pollfd { int fd; short events, revents; };
static struct pollfd descriptor = {0, 1, 0};

__attribute__((noinline)) static int wait_in_poll(struct pollfd *one) {
  int result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(168), "b"(one), "c"(1), "d"(1234567) : "memory");
  return result;
}

void _start(void) {
  for (;;) wait_in_poll(marker[0] ? &descriptor : 0);
}
