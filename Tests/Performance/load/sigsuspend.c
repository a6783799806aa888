// For callgrind: valgrind 3.19 changes the mask that a program gives to sigsuspend, and crashes when it is constant, as libdispatch's is.
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
  sigset_t copy;
  memcpy(&copy, mask, sizeof copy);
  return (int)syscall(SYS_rt_sigsuspend, &copy, 8);
}
