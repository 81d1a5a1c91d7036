// A process of the guest of dump-arm64: a swap area, threads, System V IPC, sockets, a timer, mapped and deleted files, a child that ended.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/swap.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static void *wait_for_time(void *seconds) {
  struct timespec time = {(long)seconds, 5};
  nanosleep(&time, NULL);
  return NULL;
}

static void caught(int number) { (void)number; }

static int listening(unsigned short port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int socket_ = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(socket_, (struct sockaddr *)&address, sizeof address) || listen(socket_, 4)) perror("listen");
  return socket_;
}

static int connected(unsigned short port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int socket_ = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(socket_, (struct sockaddr *)&address, sizeof address)) perror("connect");
  return socket_;
}

int main(void) {
  pthread_t thread;
  if (swapon("/dev/vdb", SWAP_FLAG_PREFER | 7)) perror("swapon");
  for (long i = 0; i < 8; i++) pthread_create(&thread, NULL, wait_for_time, (void *)(20000 + i));
  int shared = shmget(0x1234, 1 << 16, IPC_CREAT | 0666);
  char *segment = shmat(shared, NULL, 0);
  strcpy(segment, "shared");
  semget(0x4321, 3, IPC_CREAT | 0666);
  struct { long type; char text[64]; } message = {1, "hello"};
  msgsnd(msgget(0x5678, IPC_CREAT | 0666), &message, sizeof message.text, 0);
  int server = listening(9090);
  for (int i = 0; i < 6; i++) {
    connected(9090);
    accept(server, NULL, NULL);
  }
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(9091), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  int server6 = socket(AF_INET6, SOCK_STREAM, 0);
  if (bind(server6, (struct sockaddr *)&six, sizeof six) || listen(server6, 4)) perror("listen");
  struct sockaddr_in datagrams = {.sin_family = AF_INET, .sin_port = htons(5353), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(socket(AF_INET, SOCK_DGRAM, 0), (struct sockaddr *)&datagrams, sizeof datagrams)) perror("bind");
  struct sockaddr_un name = {AF_UNIX, "/tmp/socket"};
  int local = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(local, (struct sockaddr *)&name, sizeof name) || listen(local, 2)) perror("bind");
  int pair[2];
  for (int i = 0; i < 8; i++) socketpair(AF_UNIX, i % 2 ? SOCK_DGRAM : SOCK_STREAM, 0, pair);
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(poll, EPOLL_CTL_ADD, server, &event);
  struct itimerspec far = {.it_value = {30000, 0}};
  timerfd_settime(timerfd_create(CLOCK_MONOTONIC, 0), 0, &far, NULL);
  int deleted = open("/tmp/deleted", O_RDWR | O_CREAT, 0600);
  if (write(deleted, "gone", 4) < 0) perror("write");
  unlink("/tmp/deleted");
  mmap(NULL, 4096, PROT_READ, MAP_SHARED, deleted, 0);
  memset(mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, 1 << 20);
  signal(SIGUSR1, caught);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  kill(getpid(), SIGUSR1);
  if (fork() == 0) _exit(7);
  printf("ready\n");
  fflush(stdout);
  wait_for_time((void *)19999);
}
