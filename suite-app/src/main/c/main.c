#include "engine.h"
#include "plan.h"
#include <linux/mman.h>

#define SEALED "@sealed=" /* the environment of a launcher that runs from a sealed copy of itself */
#define PR_SET_NAME 15
#define MFD_CLOEXEC_SEALING 3
#define ALL_SEALS 15
#define PR_SET_DUMPABLE 4

struct request {
	u32 protocol, terminals;
	struct place place;
	u32 pid, uid, gid, argc, envc, padding;
};

struct session {
	const char *home;      /* the installation's directory, which a sealed copy cannot find by itself */
	int socket;
	long engine_pid;
	int acted;             /* something was done that a second engine must not do again */
	struct outcome outcome;
};

static u32 terminals(void)
{
	u32 set = 0;
	u8 t[64];

	for (int fd = 0; fd < 3; fd++)
		if (!SYS(ioctl, fd, 0x5401 /* TCGETS */, t))
			set |= 1u << fd;
	return set;
}

static long send_request(const struct launcher *l)
{
	struct request r = { .protocol = PROTOCOL, .terminals = terminals(), .place = l->place };
	char *cwd = allocate(4097), *all, *end;
	unsigned long size;
	char **lists[2] = { l->argv, l->env };
	long n = SYS(getcwd, cwd, 4096);

	/* A directory that is gone reads "(unreachable)…" or fails: the engine is told of it by an empty name. */
	if (n <= 0 || *cwd != '/')
		*cwd = 0;
	size = strlen(cwd) + 1;
	r.pid = (u32)SYS(getpid);
	r.uid = (u32)SYS(geteuid);
	r.gid = (u32)SYS(getegid);
	for (int k = 0; k < 2; k++)
		for (char **s = lists[k]; *s; s++) {
			size += strlen(*s) + 1;
			*(k ? &r.envc : &r.argc) += 1;
		}
	all = end = allocate(size);
	if (!all)
		return -ENOMEM;
	memcpy(end, cwd, strlen(cwd));
	end += strlen(cwd) + 1;
	for (int k = 0; k < 2; k++)
		for (char **s = lists[k]; *s; s++) {
			memcpy(end, *s, strlen(*s));
			end += strlen(*s) + 1;
		}
	return send_frame(l->socket, REQUEST, &r, sizeof r, all, (u32)size);
}

static long greet(const struct launcher *l)
{
	struct frame frame;
	u32 protocol;
	long error = send_request(l);

	if (!error)
		error = receive_frame(l->socket, &frame);
	if (error)
		return error;
	if (frame.kind != GREETING || frame.length < 8 + sizeof l->place)
		return -EPROTO;
	memcpy(&protocol, frame.payload, 4);
	if (protocol != PROTOCOL || memcmp(frame.payload + 8, &l->place, sizeof l->place))
		return -EXDEV;
	return 0;
}

/*
 * A container that joins this process's namespaces could write to the launcher's file through /proc/PID/exe
 * (CVE-2019-5736), so what enters a container is a sealed copy in memory.
 */
static long become_sealed(const struct session *s)
{
	static char socket[24], pid[24];
	char *argv[] = { "microcontainer", 0 }, *env[] = { SEALED, socket, pid, (char *)s->home, 0 };
	long self = SYS(openat, AT_FDCWD, "/proc/self/exe", O_RDONLY | O_CLOEXEC);
	long copy = SYS(memfd_create, "microcontainer", MFD_CLOEXEC_SEALING), n;

	if (self < 0 || copy < 0)
		return self < 0 ? self : copy;
	while ((n = SYS(sendfile, copy, self, 0, 1 << 20)) > 0)
		;
	if (n < 0)
		return n;
	n = SYS(fcntl, copy, F_ADD_SEALS, ALL_SEALS);
	if (n)
		return n;
	format_decimal(socket, s->socket);
	format_decimal(pid, s->engine_pid);
	SYS(fcntl, s->socket, F_SETFD, 0);
	return SYS(execveat, copy, "", argv, env, AT_EMPTY_PATH);
}

static long give_input(int socket, const struct frame *frame)
{
	u8 bytes[16384];
	u32 want = sizeof bytes;
	long n;

	if (frame->length >= 4)
		memcpy(&want, frame->payload, 4);
	do
		n = SYS(read, 0, bytes, want < sizeof bytes ? want : sizeof bytes);
	while (n == -EINTR);
	return send_frame(socket, INPUT, bytes, n > 0 ? (u32)n : 0, 0, 0);
}

/* Does what the engine says until it says exit: the status, or a negative errno where the engine is gone. */
static long serve(struct session *s)
{
	struct frame frame;
	u32 status;
	long error;

	for (;;) {
		error = receive_frame(s->socket, &frame);
		if (error)
			return error;
		switch (frame.kind) {
		case OUTPUT:
			s->acted = 1;
			put_output(&frame);
			break;
		case READ:
			s->acted = 1;
			error = give_input(s->socket, &frame);
			break;
		case SEAL:
			error = become_sealed(s);
			complain("cannot make a sealed copy of the launcher", -error);
			return error;
		case PLAN:
			s->acted = 1;
			s->outcome = run_plan(s->socket, &frame);
			error = s->outcome.lost ? -ECONNRESET : 0;
			break;
		case REST: /* of a plan that ended before it came */
			break;
		case EXIT:
			if (frame.length < 4)
				return -EPROTO;
			memcpy(&status, frame.payload, 4);
			return status & 255;
		default:
			return -EPROTO;
		}
		if (error)
			return error;
	}
}

static _Noreturn void finish(const struct session *s, long status)
{
	/* The socket's end is the engine's word to leave, should it not know by itself. */
	SYS(close, s->socket);
	if (s->engine_pid > 0)
		SYS(wait4, s->engine_pid, 0, 0, 0);
	leave((int)status);
}

/* The engine died after the plan had acted: a new one is told to clean up, by the words that the plan brought along. */
static _Noreturn void recover(struct session *s, char **env)
{
	struct launcher l = { .env = env };
	const char *p = s->outcome.recover;

	if (!p) {
		complain("the engine ended before the command did; run the command again, and see engine-*.log beside the engine's socket", 0);
		leave(125);
	}
	l.argc = (int)s->outcome.recover_count;
	l.argv = allocate((u64)(l.argc + 1) * sizeof *l.argv);
	for (int i = 0; i < l.argc; i++, p += strlen(p) + 1)
		l.argv[i] = (char *)p;
	look_around(&l);
	l.home = s->home;
	l.socket = (int)one_shot_engine(&l);
	s->socket = l.socket;
	s->engine_pid = l.engine_pid;
	if (l.socket < 0 || greet(&l) || serve(s) < 0)
		complain("the engine ended, and its container could not be cleaned up: delete it by force", 0);
	finish(s, (long)s->outcome.value);
}

static int parse(const char *digits)
{
	int value = 0;

	while (*digits >= '0' && *digits <= '9')
		value = value * 10 + *digits++ - '0';
	return value;
}

/*
 * Goes on as a sealed copy: the socket was handed over, and nothing else of the first life is needed. Processes that a plan
 * starts in a container are seen there under this process's name and words: they tell nothing of the host.
 */
static _Noreturn void go_on_sealed(char **argv, char **env)
{
	struct session s = { .socket = parse(env[1]), .engine_pid = parse(env[2]), .home = join(env[3], 0, 0, 0) };
	long status;

	memset(env[3], 0, strlen(env[3]));
	env[0] = 0;
	SYS(prctl, PR_SET_NAME, argv[0], 0, 0, 0);
	SYS(fcntl, s.socket, F_SETFD, 1);
	SYS(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	status = serve(&s);
	if (status < 0)
		recover(&s, env);
	finish(&s, status);
}

/* Options for other Java programs are not for ours, which would also say on standard error that it picked them up. */
static void drop_java_options(char **env)
{
	static const char *const names[] = { "JDK_JAVA_OPTIONS=", "JAVA_TOOL_OPTIONS=", "_JAVA_OPTIONS=" };
	char **kept = env;

	for (; *env; env++) {
		int drop = 0;

		for (int i = 0; i < 3; i++)
			drop |= starts_with(*env, names[i]);
		if (!drop)
			*kept++ = *env;
	}
	*kept = 0;
}

/* What builds is a program of its own and not the engine's: its work is long and wants much memory. */
static _Noreturn void run_builder(struct launcher *l, const char *command, int first)
{
	drop_java_options(l->env);
	complain("cannot start the Java runtime of this installation", -become(l, command, first, l->env));
	leave(125);
}

/* Moves the socket up, out of the way of descriptors that a caller hands to a container. */
static void lift(struct session *s)
{
	long high = SYS(fcntl, s->socket, F_DUPFD_CLOEXEC, 512);

	if (high < 0)
		return;
	SYS(close, s->socket);
	s->socket = (int)high;
}

/* What is opened first would else take the place of a closed standard descriptor, and reach a container as such. */
static void fill_standard_descriptors(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (SYS(fcntl, fd, F_GETFD) == -EBADF)
			SYS(openat, AT_FDCWD, "/dev/null", O_RDWR);
}

_Noreturn void start_c(long *stack)
{
	struct launcher l = { .argc = (int)stack[0], .argv = (char **)(stack + 1) };
	struct session s = { 0 };
	const char *mode, *tool = l.argc ? base_name(l.argv[0]) : "";
	long status;

	l.env = l.argv + l.argc + 1;
	if (l.argc == 1 && l.env[0] && same(l.env[0], SEALED) && l.env[1] && l.env[2] && l.env[3])
		go_on_sealed(l.argv, l.env);
	fill_standard_descriptors();
	look_around(&l);
	s.home = l.home;
	if (same(tool, "smith"))
		run_builder(&l, "smith.argv", 1);
	if (same(tool, "crashcart") && l.argc > 1 && same(l.argv[1], "build"))
		run_builder(&l, "cart.argv", 1);
	/* By the launcher's own name the first word picks the tool, wherever the links are. */
	if (!same(tool, "railcar") && !same(tool, "crashcart")) {
		if (l.argc > 1 && same(l.argv[1], "smith"))
			run_builder(&l, "smith.argv", 2);
		if (l.argc > 2 && same(l.argv[1], "crashcart") && same(l.argv[2], "build"))
			run_builder(&l, "cart.argv", 2);
	}
	mode = env_value(l.env, "MICROCONTAINER_ENGINE");
	l.socket = mode && same(mode, "off") ? -1 : (int)connect_engine(&l);
	for (int last = l.socket < 0;; last = 1) {
		if (l.socket < 0)
			l.socket = (int)one_shot_engine(&l);
		s.socket = l.socket;
		s.engine_pid = l.engine_pid;
		status = l.socket < 0 ? l.socket : greet(&l);
		if (!status) {
			lift(&s);
			status = serve(&s);
		}
		if (status >= 0)
			finish(&s, status);
		if (s.acted)
			recover(&s, l.env);
		if (last) {
			complain("the Java runtime of this installation ended without an answer", -status);
			leave(125);
		}
		SYS(close, s.socket);
		l.socket = -1;
	}
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\txor %ebp,%ebp\n\tmov %rsp,%rdi\n\tand $-16,%rsp\n\tcall start_c\n\thlt\n");
#else
__asm__(".globl _start\n_start:\n\tmov x29,#0\n\tmov x30,#0\n\tmov x0,sp\n\tb start_c\n");
#endif
