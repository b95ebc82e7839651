#pragma once
#include <dirent.h>
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <link.h>
#include <linux/input.h>
#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Swift does not import variadic functions, nor errno where it is a macro. */
static inline int psoas_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }
static inline int psoas_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }
static inline int psoas_errno(void) { return errno; }
static inline void psoas_set_errno(int number) { errno = number; }

/* struct epoll_event is packed and has a union. 0, or -1 with errno. */
static inline int psoas_epoll_add(int epoll, int descriptor) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

/* glibc 2.32 has it, behind _GNU_SOURCE: the English text of an errno, in every locale; NULL for an unknown one. */
extern const char *strerrordesc_np(int number);
static inline const char *psoas_error_text(int number) { return strerrordesc_np(number); }

/* getopt's results are mutable globals, which Swift 6 refuses to read. */
static inline const char *psoas_optarg(void) { return optarg; }
static inline int psoas_optind(void) { return optind; }

/* SIG_IGN is a cast, which Swift does not import. */
static inline void psoas_ignore(int number) { signal(number, SIG_IGN); }

static inline void psoas_do_nothing(int number) { (void)number; }

/* Interrupts the system calls of this thread with EINTR, first after `first` nanoseconds, then each millisecond: also
   one that begins just after a signal. struct sigevent has a union. 0, or -1 with errno. */
static inline int psoas_begin_interrupting(timer_t *timer, long first) {
  struct sigaction action = {.sa_handler = psoas_do_nothing};
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM};
  struct itimerspec times = {.it_interval.tv_nsec = 1000000, .it_value.tv_nsec = first};
  event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
  if (sigaction(SIGALRM, &action, NULL) < 0 || timer_create(CLOCK_MONOTONIC, &event, timer) < 0) return -1;
  return timer_settime(*timer, 0, &times, NULL);
}
static inline void psoas_end_interrupting(timer_t timer) { timer_delete(timer); }

/* Starts a program with these standard streams (-1: that of this process), and no signal blocked. environ is a mutable
   global, which Swift 6 refuses to read. */
static inline int psoas_spawn(pid_t *process, const char *program, char *const words[], const int streams[3]) {
  extern char **environ;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return code;
  code = posix_spawnattr_init(&attributes);
  if (code == 0) {
    sigemptyset(&none);
    code = posix_spawnattr_setsigmask(&attributes, &none);
    if (code == 0) code = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    for (int stream = 0; stream <= 2 && code == 0; stream++)
      if (streams[stream] >= 0) code = posix_spawn_file_actions_adddup2(&actions, streams[stream], stream);
    if (code == 0) code = posix_spawnp(process, program, &actions, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

/* Two ends of a pipe, closed on exec: 0, or -1 with errno. glibc declares pipe2 only behind _GNU_SOURCE. */
extern int pipe2(int ends[2], int flags);
static inline int psoas_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

/* rename(2) that replaces nothing. glibc declares renameat2 only behind _GNU_SOURCE. */
extern int renameat2(int old_folder, const char *old, int new_folder, const char *new_, unsigned int flags);
static inline int psoas_rename_new(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, 1 /* RENAME_NOREPLACE */);
}

/* The processors that this process may run on (sched_setaffinity(2), a container's cpuset); 0 if the kernel does not say. */
static inline int psoas_processors(void) {
  unsigned long mask[128];
  long size = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  int count = 0;
  for (long word = 0; word < size / (long)sizeof mask[0]; word++) count += __builtin_popcountl(mask[word]);
  return count;
}

/* This process is killed when its parent, the thread that started it, ends. */
static inline int psoas_end_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL); }

/* glibc declares dl_iterate_phdr only behind _GNU_SOURCE: these are the first members of its struct dl_phdr_info. */
struct psoas_loaded_object {
  ElfW(Addr) address;
  const char *name;
  const ElfW(Phdr) *headers;
  ElfW(Half) count;
};
extern int dl_iterate_phdr(int (*visit)(struct psoas_loaded_object *, size_t, void *), void *data);

/* Removes the pages of code and constants of a program or library from this process; an access maps them again from the
   file. Segments that can be written are left: their relocated pages are no more those of the file. */
static inline int psoas_unmap_code_of(struct psoas_loaded_object *object, size_t size, void *page) {
  ElfW(Addr) mask = *(long *)page - 1;
  for (int index = 0; index < object->count; index++) {
    const ElfW(Phdr) *header = &object->headers[index];
    if (header->p_type != PT_LOAD || header->p_flags & PF_W) continue;
    ElfW(Addr) start = (object->address + header->p_vaddr) & ~mask;
    ElfW(Addr) end = (object->address + header->p_vaddr + header->p_memsz + mask) & ~mask;
    madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}
static inline void psoas_unmap_code(void) {
  long page = sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(psoas_unmap_code_of, &page);
}
