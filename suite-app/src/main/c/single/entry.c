/*
 * The entry: becomes the launcher that was unpacked before, within a few system calls and before the C library is set up, which
 * would take longer than the rest. Where that cannot be, the program goes on as any other.
 */
#include "places.h"
#include "sys.h"
#include <linux/stat.h>
#include <linux/time_types.h>

/* Other builds look at this time when they make room: no more than once a day it is written. */
static void note_use(const char *mark, const struct statx *s)
{
	struct __kernel_timespec now;

	if (!SYS(clock_gettime, 0 /* CLOCK_REALTIME */, &now) && now.tv_sec - s->stx_mtime.tv_sec > DAY)
		SYS(utimensat, AT_FDCWD, mark, 0, 0);
}

void early(long *stack);

void early(long *stack)
{
	char **argv = (char **)(stack + 1), **env = argv + stack[0] + 1;
	struct place p;
	struct statx s;
	char path[PLACE_SIZE];

	for (int i = 0; i < PLACES; i++) {
		if (!place(&p, i, env) || !put(path, p.tree, DURABLE, "") || SYS(statx, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &s) || !trusted(&p))
			continue;
		note_use(path, &s);
		if (put(path, p.tree, LAUNCHER, ""))
			SYS(execve, path, argv, env);
	}
}

#if defined(__x86_64__)
__asm__(".globl single_entry\nsingle_entry:\n\tmov %rsp,%rbx\n\tmov %rsp,%rdi\n\tcall early\n"
	"\tmov %rbx,%rsp\n\txor %edx,%edx\n\txor %ebp,%ebp\n\tjmp _start\n");
#else
__asm__(".globl single_entry\nsingle_entry:\n\tmov x19,sp\n\tmov x0,sp\n\tbl early\n"
	"\tmov sp,x19\n\tmov x0,#0\n\tmov x29,#0\n\tmov x30,#0\n\tb _start\n");
#endif
