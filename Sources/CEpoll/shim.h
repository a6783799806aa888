// What Swift's Glibc module leaves out of the kernel's interface. Empty on systems without epoll.
// _GNU_SOURCE must not be defined here: Swift's Glibc module is built without it, and its types would differ.
#ifndef TRELLIS_CEPOLL_H
#define TRELLIS_CEPOLL_H
#ifdef __linux__
#include <netinet/tcp.h> // TCP_NODELAY
#include <sys/epoll.h>   // the poller
#include <sys/eventfd.h> // its wake-up
#include <sys/socket.h>
#include <sys/syscall.h> // SYS_sched_getaffinity, SYS_accept4
#include <unistd.h>

// accept4 is declared under _GNU_SOURCE only: the flags save two fcntl calls a connection.
static inline int trellis_accept(int descriptor, struct sockaddr *address, socklen_t *length) {
  return (int)syscall(SYS_accept4, descriptor, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

// sched_getaffinity is declared under _GNU_SOURCE only: how many cores containers and taskset leave us; 0 when unknown.
static inline int trellis_usable_cores(void) {
  unsigned long mask[128] = {0};
  long bytes = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  int cores = 0;
  for (long i = 0; i < bytes / (long)sizeof mask[0]; i++) cores += __builtin_popcountl(mask[i]);
  return cores;
}
#endif
#endif
