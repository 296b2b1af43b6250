/* The directory of unpacked trees: one of them for each build. */
#include "single.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define UNFINISHED ".new-"
/* Other builds' trees are removed when nobody has used them for so many days. */
#define UNUSED_DAYS 30

/* Removes what a directory's entry of this name holds, and the entry. */
static void remove_tree(int directory, const char *name)
{
	int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *list = fd < 0 ? 0 : fdopendir(fd);
	struct dirent *entry;

	while (list && (entry = readdir(list)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			remove_tree(fd, entry->d_name);
	unlinkat(directory, name, list ? AT_REMOVEDIR : 0);
	if (list)
		closedir(list);
}

/* mkdir -p: what is made is the caller's alone, as the XDG base directory specification wants it. The errno of the last step. */
static int make_directories(const char *path)
{
	char part[PLACE_SIZE];
	int failed = 0;

	for (size_t i = 1; i <= strlen(path); i++)
		if (path[i] == '/' || !path[i]) {
			memcpy(part, path, i);
			part[i] = 0;
			failed = mkdir(part, 0700) && errno != EEXIST ? errno : 0;
		}
	return failed;
}

static const char *usable(const struct place *p)
{
	struct statvfs s;

	int failed = make_directories(p->directory);

	if (failed && access(p->directory, F_OK))
		return strerrorname_np(failed);
	if (!trusted(p))
		return "it, or what it is in, belongs to another user or can be written by others";
	if (statvfs(p->directory, &s))
		return strerrorname_np(errno);
	return s.f_flag & ST_NOEXEC ? "mounted noexec" : s.f_flag & ST_RDONLY ? "mounted read-only" : 0;
}

static void read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, size - 1);

	text[n > 0 ? n : 0] = 0;
	if (fd >= 0)
		close(fd);
}

static void boot_id(char text[64])
{
	read_text("/proc/sys/kernel/random/boot_id", text, 64);
}

/* Whether a tree is whole: it was renamed to its name, and since then its content was forced to disk or the host did not crash. */
static int is_whole(const struct place *p)
{
	char path[PLACE_SIZE], made[64], now[64];

	if (!put(path, p->tree, DURABLE, ""))
		return 0;
	if (!access(path, F_OK))
		return 1;
	if (!put(path, p->tree, BOOT, ""))
		return 0;
	read_text(path, made, sizeof made);
	boot_id(now);
	return *now && !strcmp(made, now);
}

static const char *write_text(int directory, const char *name, const char *text)
{
	int fd = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t size = (ssize_t)strlen(text);

	if (fd < 0 || write(fd, text, (size_t)size) != size || close(fd))
		return strerrorname_np(errno);
	return 0;
}

/* Removes what killed programs left, and trees of other builds that nobody has used for long. The lock is held. */
static void make_room(int directory, int old_trees)
{
	DIR *list = fdopendir(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	struct dirent *entry;
	struct stat s;

	while (list && (entry = readdir(list))) {
		char mark[300];

		snprintf(mark, sizeof mark, "%s" DURABLE, entry->d_name);
		if (!strncmp(entry->d_name, UNFINISHED, strlen(UNFINISHED)) ||
		    (old_trees && strcmp(entry->d_name, PAYLOAD_ID) && !fstatat(directory, mark, &s, 0) &&
		     time(0) - s.st_mtime > UNUSED_DAYS * DAY))
			remove_tree(directory, entry->d_name);
	}
	if (list)
		closedir(list);
}

/* Behind the command's back: forces the tree to disk, which takes longer than to unpack it, and makes room. */
static void settle(const struct place *p)
{
	int tree, directory, lock;
	pid_t child = fork();

	/* It is no child of what this process becomes. */
	if (child > 0)
		waitpid(child, 0, 0);
	if (child)
		return;
	setsid();
	if (fork())
		_exit(0);
	signal(SIGHUP, SIG_IGN);
	close_range(0, ~0u, 0);
	if (chdir("/"))
		_exit(1);
	open("/dev/null", O_RDWR);
	tree = open(p->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tree >= 0 && !syncfs(tree))
		write_text(tree, DURABLE + 1, "");
	directory = open(p->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	lock = openat(directory, "lock", O_RDWR | O_CLOEXEC);
	if (lock >= 0 && !flock(lock, LOCK_EX | LOCK_NB))
		make_room(directory, 1);
	_exit(0);
}

/* Unpacks into a directory of another name and renames it. */
static const char *fill(const struct place *p, int directory)
{
	char name[32], boot[64];
	const char *why;
	int fresh;

	snprintf(name, sizeof name, UNFINISHED "%d", (int)getpid());
	remove_tree(directory, name);
	fresh = mkdirat(directory, name, 0755) ? -1 : openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fresh < 0)
		return strerrorname_np(errno);
	boot_id(boot);
	why = unpack(fresh);
	if (!why)
		why = write_text(fresh, BOOT + 1, boot);
	if (!why && renameat(directory, name, directory, PAYLOAD_ID) && !is_whole(p))
		why = strerrorname_np(errno);
	close(fresh);
	remove_tree(directory, name);
	return why;
}

const char *provide(const struct place *p)
{
	const char *why;
	mode_t mask = umask(022);
	int directory = -1, lock = -1;

	why = is_whole(p) && trusted(p) ? 0 : usable(p);
	if (!why && !is_whole(p)) {
		directory = open(p->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		lock = directory < 0 ? -1 : openat(directory, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (lock < 0)
			why = strerrorname_np(errno);
	}
	if (lock >= 0) {
		/* Of many first commands at once, one unpacks. Where a file system has no locks, all do, and one of them wins. */
		int alone = !flock(lock, LOCK_EX);

		if (!is_whole(p)) {
			if (alone) {
				make_room(directory, 0);
				/* What is there was not yet on the disk when the host went down. */
				remove_tree(directory, PAYLOAD_ID);
			}
			why = fill(p, directory);
			if (!why)
				settle(p);
		}
		close(lock);
	}
	if (directory >= 0)
		close(directory);
	umask(mask);
	return why;
}
