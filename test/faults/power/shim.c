/*
 * Loaded into a server before its own libraries: writes down what it does to its database and its write-ahead log,
 * with the bytes, and when a sync of them returned. From that a test knows what a power cut may take.
 *
 * SHIM_LOG names the file that is appended to. SHIM_CONTROL names a file of two numbers, shared with the test: after
 * so many more operations, on any of the files or on the database itself, the whole process stops (SIGSTOP).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 65536

enum { NONE = 0, DATABASE = 1, WAL = 2 };

struct record {
	/* 'w' and 't' and 's' are begun, the capital letters have ended well; 'u' is unlinked. */
	uint8_t what;
	uint8_t file;
	uint16_t mark;
	uint32_t length;
	uint64_t offset;
};

static int log_fd = -1;
static _Atomic int64_t *control = NULL;
static uint8_t files[MOST_FILES];

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_ftruncate64)(int, off64_t);
static int (*real_close)(int);
static int (*real_unlink)(const char *);
static int (*real_open)(const char *, int, ...);
static int (*real_open64)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);

static int ends(const char *path, const char *end) {
	size_t a = strlen(path), b = strlen(end);
	return a >= b && strcmp(path + a - b, end) == 0;
}

static uint8_t which(const char *path) {
	if (ends(path, "/beurt.db")) return DATABASE;
	if (ends(path, "/beurt.db-wal")) return WAL;
	return NONE;
}

static uint8_t file_of(int fd) { return fd >= 0 && fd < MOST_FILES ? files[fd] : NONE; }

static void note(uint8_t what, uint8_t file, uint64_t offset, const void *data, size_t length) {
	struct record head = { what, file, 0x5157, (uint32_t)length, offset };
	struct iovec parts[2] = { { &head, sizeof head }, { (void *)data, data ? length : 0 } };
	int before = errno;
	/* One call, so that a stop finds a record whole or not at all. */
	if (log_fd >= 0 && writev(log_fd, parts, data ? 2 : 1) < 0) abort();
	errno = before;
}

static void count(uint8_t file) {
	if (!control) return;
	int stop = 0;
	if (atomic_load(&control[0]) > 0 && atomic_fetch_sub(&control[0], 1) == 1) stop = 1;
	if (file == DATABASE && atomic_load(&control[1]) > 0 && atomic_fetch_sub(&control[1], 1) == 1)
		stop = 1;
	if (stop) kill(getpid(), SIGSTOP);
}

__attribute__((constructor)) static void begin(void) {
	real_write = dlsym(RTLD_NEXT, "write");
	real_pwrite = dlsym(RTLD_NEXT, "pwrite");
	real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
	real_fsync = dlsym(RTLD_NEXT, "fsync");
	real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
	real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
	real_ftruncate64 = dlsym(RTLD_NEXT, "ftruncate64");
	real_close = dlsym(RTLD_NEXT, "close");
	real_unlink = dlsym(RTLD_NEXT, "unlink");
	real_open = dlsym(RTLD_NEXT, "open");
	real_open64 = dlsym(RTLD_NEXT, "open64");
	real_openat = dlsym(RTLD_NEXT, "openat");
	const char *log = getenv("SHIM_LOG"), *shared = getenv("SHIM_CONTROL");
	if (log) log_fd = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (shared) {
		int fd = real_open(shared, O_RDWR | O_CLOEXEC);
		void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (page != MAP_FAILED) control = page;
		if (fd >= 0) real_close(fd);
	}
}

static int opened(int fd, const char *path) {
	if (fd >= 0 && fd < MOST_FILES) files[fd] = which(path);
	return fd;
}

static mode_t mode_of(int flags, va_list rest) {
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
	va_list rest;
	va_start(rest, flags);
	mode_t mode = mode_of(flags, rest);
	va_end(rest);
	return opened(real_open(path, flags, mode), path);
}

int open64(const char *path, int flags, ...) {
	va_list rest;
	va_start(rest, flags);
	mode_t mode = mode_of(flags, rest);
	va_end(rest);
	return opened(real_open64(path, flags, mode), path);
}

int openat(int folder, const char *path, int flags, ...) {
	va_list rest;
	va_start(rest, flags);
	mode_t mode = mode_of(flags, rest);
	va_end(rest);
	return opened(real_openat(folder, path, flags, mode), path);
}

int close(int fd) {
	if (fd >= 0 && fd < MOST_FILES) files[fd] = NONE;
	return real_close(fd);
}

int unlink(const char *path) {
	uint8_t file = which(path);
	int done = real_unlink(path);
	if (file && done == 0) note('u', file, 0, NULL, 0);
	return done;
}

ssize_t write(int fd, const void *data, size_t length) {
	uint8_t file = file_of(fd);
	if (!file) return real_write(fd, data, length);
	off_t offset = lseek(fd, 0, SEEK_CUR);
	note('w', file, (uint64_t)offset, data, length);
	count(file);
	ssize_t done = real_write(fd, data, length);
	if (done >= 0) note('W', file, (uint64_t)offset, NULL, (size_t)done);
	return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
	uint8_t file = file_of(fd);
	if (!file) return real_pwrite(fd, data, length, offset);
	note('w', file, (uint64_t)offset, data, length);
	count(file);
	ssize_t done = real_pwrite(fd, data, length, offset);
	if (done >= 0) note('W', file, (uint64_t)offset, NULL, (size_t)done);
	return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
	uint8_t file = file_of(fd);
	if (!file) return real_pwrite64(fd, data, length, offset);
	note('w', file, (uint64_t)offset, data, length);
	count(file);
	ssize_t done = real_pwrite64(fd, data, length, offset);
	if (done >= 0) note('W', file, (uint64_t)offset, NULL, (size_t)done);
	return done;
}

static int synced(int fd, int (*sync)(int)) {
	uint8_t file = file_of(fd);
	if (!file) return sync(fd);
	note('s', file, 0, NULL, 0);
	count(file);
	int done = sync(fd);
	if (done == 0) note('S', file, 0, NULL, 0);
	return done;
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int ftruncate(int fd, off_t length) {
	uint8_t file = file_of(fd);
	if (!file) return real_ftruncate(fd, length);
	note('t', file, (uint64_t)length, NULL, 0);
	count(file);
	int done = real_ftruncate(fd, length);
	if (done == 0) note('T', file, (uint64_t)length, NULL, 0);
	return done;
}

int ftruncate64(int fd, off64_t length) {
	uint8_t file = file_of(fd);
	if (!file) return real_ftruncate64(fd, length);
	note('t', file, (uint64_t)length, NULL, 0);
	count(file);
	int done = real_ftruncate64(fd, length);
	if (done == 0) note('T', file, (uint64_t)length, NULL, 0);
	return done;
}
