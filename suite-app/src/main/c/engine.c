#include "engine.h"
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/stat.h>

#define AF_UNIX 1
#define SOCK_STREAM 1
#define SOL_SOCKET 1
#define SO_PEERCRED 17
#define LOCK_EX 2
#define AT_EMPTY 0x1000
#define PATH_SIZE 4096

struct address {
	unsigned short family;
	char path[108];
};

static long status_of(const char *path, struct statx *s)
{
	return SYS(statx, AT_FDCWD, path, 0, STATX_BASIC_STATS, s);
}

void look_around(struct launcher *l)
{
	static const char *const names[] = { "mnt", "user", "pid", "cgroup", "net" };
	char *path = allocate(PATH_SIZE);
	struct statx s;
	long n = SYS(readlinkat, AT_FDCWD, "/proc/self/exe", path, PATH_SIZE - 1);

	if (n <= 0) {
		complain("/proc is not mounted here, and the launcher finds its files through it: mount proc on /proc", -n);
		leave(125);
	}
	path[base_name(path) - path] = 0;
	l->home = path;
	for (int i = 0; i < 5; i++)
		if (!status_of(join("/proc/self/ns/", names[i], 0, 0), &s))
			l->place.namespaces[i] = s.stx_ino;
	if (!status_of("/", &s)) {
		l->place.root_device = (u64)s.stx_dev_major << 32 | s.stx_dev_minor;
		l->place.root_inode = s.stx_ino;
	}
}

/* A whole small file with a NUL behind it, or null. */
static char *read_file(const char *path)
{
	struct statx s;
	long fd = SYS(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC), n = 0, got;
	char *text = 0;

	if (fd < 0)
		return 0;
	if (!SYS(statx, fd, "", AT_EMPTY, STATX_SIZE, &s) && (text = allocate(s.stx_size + 1)))
		while (n < (long)s.stx_size && (got = SYS(read, fd, text + n, s.stx_size - (u64)n)) > 0)
			n += got;
	SYS(close, fd);
	return text;
}

/* Puts home in the place of each "@/". */
static char *at_home(const struct launcher *l, char *word)
{
	for (char *p = word; *p; p++)
		if (p[0] == '@' && p[1] == '/') {
			*p = 0;
			return join(word, l->home, at_home(l, p + 2), 0);
		}
	return word;
}

/* Cuts the first line off a text. */
static char *next_line(char **text)
{
	char *line = *text, *end = line;

	while (*end && *end != '\n')
		end++;
	*text = *end ? end + 1 : end;
	*end = 0;
	return line;
}

long become(struct launcher *l, const char *file, int first, char **env)
{
	char *text = read_file(join(l->home, file, 0, 0)), **words;
	u64 lines = 2;
	int n = 0;

	if (!text)
		return -ENOENT;
	for (char *p = text; *p; p++)
		lines += *p == '\n';
	words = allocate((lines + (u64)l->argc + 1) * sizeof *words);
	if (!words)
		return -ENOMEM;
	next_line(&text); /* the build id */
	while (*text) {
		char *word = next_line(&text);

		if (*word)
			words[n++] = at_home(l, word);
	}
	for (int i = first; i < l->argc; i++)
		words[n++] = l->argv[i];
	return n ? SYS(execve, words[0], words, env) : -ENOEXEC;
}

/* The directory of engines' sockets: ours alone, or null. */
static const char *socket_directory(const struct launcher *l)
{
	u32 uid = (u32)SYS(geteuid);
	const char *candidates[2] = { 0 }, *runtime = env_value(l->env, "XDG_RUNTIME_DIR");
	struct statx s;

	candidates[0] = uid ? 0 : "/run/microcontainer/";
	candidates[1] = runtime && *runtime == '/' ? join(runtime, "/microcontainer/", 0, 0) : 0;
	for (int i = 0; i < 2; i++) {
		if (!candidates[i])
			continue;
		SYS(mkdirat, AT_FDCWD, candidates[i], 0700);
		if (!SYS(statx, AT_FDCWD, candidates[i], AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &s) &&
		    (s.stx_mode & S_IFMT) == S_IFDIR && s.stx_uid == uid && !(s.stx_mode & 077) &&
		    strlen(candidates[i]) < 70)
			return candidates[i];
	}
	return 0;
}

/* The engine's name: what tells builds and places apart, as 16 hexadecimal digits (FNV-1a). */
static char *engine_name(const struct launcher *l, const char *directory)
{
	char hex[17] = { 0 }, *build = read_file(join(l->home, "engine.argv", 0, 0));
	u64 hash = 0xcbf29ce484222325;
	const u8 *p = (const u8 *)&l->place;

	if (!build)
		return 0;
	for (u64 i = 0; i < sizeof l->place; i++)
		hash = (hash ^ p[i]) * 0x100000001b3;
	for (; *build && *build != '\n'; build++)
		hash = (hash ^ (u8)*build) * 0x100000001b3;
	for (int i = 0; i < 16; i++)
		hex[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
	return join(directory, "engine-", hex, 0);
}

static u32 set_address(struct address *a, const char *path)
{
	a->family = AF_UNIX;
	memcpy(a->path, path, strlen(path) + 1);
	return (u32)(2 + strlen(path) + 1);
}

/* Connects to a socket that a process of our own user listens on. */
static long try_connect(const char *path)
{
	struct address a;
	u32 length = set_address(&a, path), who[3], size = sizeof who;
	long fd = SYS(socket, AF_UNIX, SOCK_STREAM | O_CLOEXEC, 0), error;

	if (fd < 0)
		return fd;
	error = SYS(connect, fd, &a, length);
	if (!error)
		error = SYS(getsockopt, fd, SOL_SOCKET, SO_PEERCRED, who, &size);
	if (!error && who[1] != (u32)SYS(geteuid))
		error = -EPERM;
	if (error) {
		SYS(close, fd);
		return error;
	}
	return fd;
}

/* What an engine sees of its first caller's environment: nothing but its own settings. */
static char **engine_environment(const struct launcher *l, const char *socket)
{
	static char *env[5] = { "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8" };
	const char *idle = env_value(l->env, "MICROCONTAINER_IDLE");
	int n = 2;

	if (idle)
		env[n++] = join("MICROCONTAINER_IDLE=", idle, 0, 0);
	if (socket)
		env[n++] = join("MICROCONTAINER_SOCKET=", socket, 0, 0);
	env[n] = 0;
	return env;
}

static void only_these(long stdin, const char *log)
{
	long out = SYS(openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (out < 0)
		out = SYS(openat, AT_FDCWD, "/dev/null", O_WRONLY);
	SYS(dup3, stdin, 0, 0);
	SYS(dup3, out, 1, 0);
	SYS(dup3, out, 2, 0);
	SYS(close_range, 3, ~0u, 0);
}

static long fork_process(void)
{
	return SYS(clone, 17 /* SIGCHLD */, 0, 0, 0, 0);
}

/* The engine is no child of its first caller: a child that ends at once starts it in a session of its own. */
static void start_engine(struct launcher *l, long listener, const char *path)
{
	long pid = fork_process();
	u64 none = 0;

	if (!pid) {
		SYS(setsid);
		if (fork_process())
			leave(0);
		SYS(chdir, "/");
		SYS(umask, 077);
		SYS(rt_sigprocmask, 2 /* SIG_SETMASK */, &none, 0, sizeof none);
		only_these(listener, join(path, ".log", 0, 0));
		become(l, "engine.argv", l->argc, engine_environment(l, path));
		leave(127);
	}
	if (pid > 0)
		SYS(wait4, pid, 0, 0, 0);
}

long connect_engine(struct launcher *l)
{
	const char *directory = socket_directory(l);
	char *path = directory ? engine_name(l, directory) : 0, *fresh;
	struct address a;
	long fd, lock, listener, error;
	u32 length;

	if (!path)
		return -ENOENT;
	fd = try_connect(path);
	if (fd >= 0 || (fd != -ENOENT && fd != -ECONNREFUSED))
		return fd;
	/* Of many first commands at once, one starts the engine. */
	lock = SYS(openat, AT_FDCWD, join(directory, "lock", 0, 0), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock < 0)
		return lock;
	SYS(flock, lock, LOCK_EX);
	fd = try_connect(path);
	if (fd == -ENOENT || fd == -ECONNREFUSED) {
		/* The launcher listens and the engine inherits: callers wait in the backlog, and nobody polls. */
		fresh = join(path, ".new", 0, 0);
		SYS(unlinkat, AT_FDCWD, fresh, 0);
		length = set_address(&a, fresh);
		listener = SYS(socket, AF_UNIX, SOCK_STREAM | O_CLOEXEC, 0);
		error = listener < 0 ? listener : SYS(bind, listener, &a, length);
		if (!error)
			error = SYS(listen, listener, 4096);
		if (!error)
			error = SYS(renameat2, AT_FDCWD, fresh, AT_FDCWD, path, 0);
		if (!error) {
			start_engine(l, listener, path);
			fd = try_connect(path);
		} else {
			fd = error;
		}
		if (listener >= 0)
			SYS(close, listener);
	}
	SYS(close, lock);
	return fd;
}

long one_shot_engine(struct launcher *l)
{
	int pair[2];
	u64 none = 0;
	long error = SYS(socketpair, AF_UNIX, SOCK_STREAM | O_CLOEXEC, 0, pair);

	if (error)
		return error;
	l->engine_pid = fork_process();
	if (!l->engine_pid) {
		SYS(chdir, "/");
		SYS(rt_sigprocmask, 2, &none, 0, sizeof none);
		/* Ctrl-C in the terminal is for the launcher, which tells the engine by its end. */
		SYS(setsid);
		SYS(dup3, pair[1], 0, 0);
		SYS(dup3, 2, 1, 0);
		SYS(close_range, 3, ~0u, 0);
		error = become(l, "oneshot.argv", l->argc, engine_environment(l, 0));
		complain("cannot start the Java runtime of this installation", -error);
		leave(127);
	}
	SYS(close, pair[1]);
	return l->engine_pid < 0 ? l->engine_pid : pair[0];
}
