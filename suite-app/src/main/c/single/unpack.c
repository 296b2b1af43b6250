/*
 * The payload: zstd frames, and as the last one the index, a text of lines
 *   time SECONDS                     of all files
 *   dir PATH | link PATH TARGET
 *   file MODE PATH                   mode in octal; followed by its pieces, in order
 *   piece OFFSET PACKED SIZE         in bytes; the offset is in the payload
 * and behind it the index's PACKED and SIZE as two numbers of 64 bits, little endian. All frames carry checksums.
 */
#include "single.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sched.h>
#include <zstd.h>

#define DAMAGED 3 /* a worker's exit status */
#define MOST_WORKERS 8

struct piece {
	char *path;
	unsigned long long offset, packed, size, at; /* at: where in the file */
};

struct payload {
	const unsigned char *bytes;
	struct piece *pieces;
	unsigned count;
	long long time;
};

const char file_is_damaged[] = "this file is damaged: what it carries does not match its checksums";

static const unsigned char *map_payload(void)
{
	struct stat s;
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	unsigned char *all;

	if (fd < 0)
		give_up("/proc is not mounted here, and this program finds its file through it: mount proc on /proc");
	if (fstat(fd, &s))
		give_up("cannot look at this program's file: %s", strerrorname_np(errno));
	if (s.st_size <= PAYLOAD_SIZE)
		give_up("%s: fetch it anew", file_is_damaged);
	all = mmap(0, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (all == MAP_FAILED)
		give_up("cannot read this program's file: %s", strerrorname_np(errno));
	return all + s.st_size - PAYLOAD_SIZE;
}

/* The index's text, or null where it is damaged. */
static char *read_index(const unsigned char *payload)
{
	unsigned long long size[2];
	char *text;

	memcpy(size, payload + PAYLOAD_SIZE - sizeof size, sizeof size);
	if (size[0] > PAYLOAD_SIZE - sizeof size || size[1] > 1 << 24)
		return 0;
	text = malloc(size[1] + 1);
	if (!text)
		give_up("no memory");
	if (ZSTD_decompress(text, size[1], payload + PAYLOAD_SIZE - sizeof size - size[0], size[0]) != size[1])
		return 0;
	text[size[1]] = 0;
	return text;
}

/* Makes directories, links and empty files, and notes the pieces; null or an errno's name. */
static const char *make_entries(int directory, char *index, struct payload *p)
{
	char *save, *path = 0;
	unsigned long long at = 0;

	for (char *line = strtok_r(index, "\n", &save); line; line = strtok_r(0, "\n", &save)) {
		char *words = strchr(line, ' ') + 1, *target;
		int failed = 0, fd;

		switch (*line) {
		case 't':
			p->time = atoll(words);
			break;
		case 'd':
			failed = mkdirat(directory, words, 0755);
			break;
		case 'l':
			target = strchr(words, ' ');
			*target++ = 0;
			failed = symlinkat(target, directory, words);
			break;
		case 'f':
			path = strchr(words, ' ') + 1;
			at = 0;
			fd = openat(directory, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)strtoul(words, 0, 8));
			failed = fd < 0 || close(fd);
			break;
		case 'p': {
			struct piece *piece = &p->pieces[p->count++];

			piece->path = path;
			piece->at = at;
			if (sscanf(words, "%llu %llu %llu", &piece->offset, &piece->packed, &piece->size) != 3)
				return file_is_damaged;
			at += piece->size;
			break;
		}
		}
		if (failed)
			return strerrorname_np(errno);
	}
	return 0;
}

/* One of the processes that unpack: takes the next piece until none is left. Ends with 0, DAMAGED, or an errno above that. */
static _Noreturn void work(int directory, const struct payload *p, unsigned *next)
{
	size_t room = 0;
	char *bytes = 0;

	for (unsigned i; (i = __atomic_fetch_add(next, 1, __ATOMIC_RELAXED)) < p->count;) {
		const struct piece *piece = &p->pieces[i];
		unsigned long long done = 0;
		int fd;

		if (piece->size > room && !(bytes = realloc(bytes, room = piece->size)))
			_exit(ENOMEM);
		if (ZSTD_decompress(bytes, piece->size, p->bytes + piece->offset, piece->packed) != piece->size)
			_exit(DAMAGED);
		fd = openat(directory, piece->path, O_WRONLY | O_CLOEXEC);
		while (fd >= 0 && done < piece->size) {
			ssize_t n = pwrite(fd, bytes + done, piece->size - done, (off_t)(piece->at + done));

			if (n < 0)
				_exit(errno);
			done += (unsigned long long)n;
		}
		if (fd < 0 || close(fd))
			_exit(errno);
	}
	_exit(0);
}

/* The pieces are unpacked by as many processes as there are processors; the worst of their exit statuses. */
static int unpack_pieces(int directory, const struct payload *p)
{
	unsigned *next = mmap(0, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cpu_set_t cpus;
	int workers = sched_getaffinity(0, sizeof cpus, &cpus) ? 1 : CPU_COUNT(&cpus), worst = 0, status;
	pid_t pids[MOST_WORKERS];

	if (next == MAP_FAILED)
		return ENOMEM;
	if (workers > MOST_WORKERS)
		workers = MOST_WORKERS;
	for (int i = 0; i < workers; i++) {
		pids[i] = fork();
		if (!pids[i])
			work(directory, p, next);
		if (pids[i] < 0)
			worst = errno;
	}
	for (int i = 0; i < workers; i++)
		if (pids[i] > 0 && (waitpid(pids[i], &status, 0) < 0 || status))
			worst = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
	munmap(next, sizeof *next);
	return worst;
}

const char *unpack(int directory)
{
	struct payload p = { .bytes = map_payload() };
	char *index = read_index(p.bytes);
	unsigned lines = 0;
	const char *why;
	int worst;

	if (!index)
		return file_is_damaged;
	for (char *c = index; *c; c++)
		lines += *c == '\n';
	p.pieces = calloc(lines + 1, sizeof *p.pieces);
	if (!p.pieces)
		return "ENOMEM";
	why = make_entries(directory, index, &p);
	if (why)
		return why;
	worst = unpack_pieces(directory, &p);
	if (worst == DAMAGED)
		return file_is_damaged;
	if (worst)
		return strerrorname_np(worst);
	/* An ahead-of-time cache knows its jars by their times. */
	for (unsigned i = 0; i < p.count; i++) {
		struct timespec times[2] = { { .tv_sec = p.time }, { .tv_sec = p.time } };

		if (utimensat(directory, p.pieces[i].path, times, 0))
			return strerrorname_np(errno);
	}
	return 0;
}
