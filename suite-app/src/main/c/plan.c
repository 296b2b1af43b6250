#include "plan.h"
#include <linux/mman.h>

enum op { SYSCALL, JUMP, JUMP_IF, SET, ADD, LOAD, STORE, SPAWN, TELL, AWAIT, FORMAT, MONITOR, END, LEAVE, MORE };
enum condition { EQ, NE, LT, GE, BITS };
enum policy { FAIL, IGNORE, GO };

#define ANY_ERRNO 0xffff
#define NOWHERE 0xffffffffu

struct step {
	u8 op, in_register, aux, policy; /* in_register: bit i says that arg[i] is a register's number */
	u32 dst;                         /* REGISTERS and above: nowhere */
	u64 nr;                          /* system call, or the child's first step of SPAWN */
	u64 arg[6];
	u64 errnos;                      /* up to four errnos of 16 bits that the policy is for */
	u64 target;                      /* of a jump, or of policy GO */
};

struct head {
	u32 step_count, cleanup; /* cleanup: first step of what is done after a failure */
	u64 data_size, data_filled;
	u64 recover, recover_count;
};

struct machine {
	const struct step *steps;
	u64 step_count, data_size, data_filled;
	int socket, spawned, failed, lost;
	u32 cleanup;
	u64 reg[REGISTERS];
};

static u64 argument(const struct machine *m, const struct step *s, int i)
{
	return s->in_register >> i & 1 ? m->reg[s->arg[i] % REGISTERS] : s->arg[i];
}

static void put(struct machine *m, const struct step *s, u64 value)
{
	if (s->dst < REGISTERS)
		m->reg[s->dst] = value;
}

static int in_data(const struct machine *m, u64 address, u64 size)
{
	return address >= DATA_BASE && size <= m->data_size && address - DATA_BASE <= m->data_size - size;
}

static u64 load(u64 address, int width)
{
	u64 value = 0;

	memcpy(&value, (void *)address, (unsigned long)width);
	return value;
}

static int holds(enum condition condition, u64 a, u64 b)
{
	switch (condition) {
	case EQ: return a == b;
	case NE: return a != b;
	case LT: return (s64)a < (s64)b;
	case GE: return (s64)a >= (s64)b;
	case BITS: return (a & b) != 0;
	}
	return 0;
}

/* Whether a policy's set of errnos has this one. */
static int covers(u64 errnos, long error)
{
	for (; errnos; errnos >>= 16)
		if ((errnos & 0xffff) == ANY_ERRNO || (long)(errnos & 0xffff) == error)
			return 1;
	return 0;
}

/* Where the machine goes on after a step that failed. */
static u64 fail(struct machine *m, u64 at, long error)
{
	u64 report[2] = { at, (u64)error };
	u32 cleanup = m->cleanup;

	if (send_frame(m->socket, FAILED, report, sizeof report, 0, 0))
		m->lost = 1;
	if (m->spawned)
		leave(1);
	m->failed = 1;
	m->cleanup = NOWHERE;
	return cleanup;
}

static u64 settle(struct machine *m, const struct step *s, u64 at, long result)
{
	put(m, s, (u64)result);
	if (result >= 0 || result < -4095)
		return at + 1;
	if (s->policy == FAIL || !covers(s->errnos, -result))
		return fail(m, at, -result);
	return s->policy == GO ? s->target : at + 1;
}

static long call(const struct machine *m, const struct step *s)
{
	long result;

	do
		result = sys6((long)s->nr, (long)argument(m, s, 0), (long)argument(m, s, 1), (long)argument(m, s, 2),
			      (long)argument(m, s, 3), (long)argument(m, s, 4), (long)argument(m, s, 5));
	while (result == -EINTR && s->nr != __NR_close);
	return result;
}

static void apply_patches(const struct machine *m, const u8 *p, const u8 *end)
{
	while (end - p >= 12) {
		u64 address;
		u32 size;

		memcpy(&address, p, 8);
		memcpy(&size, p + 8, 4);
		p += 12;
		if (size > (u64)(end - p) || !in_data(m, address, size))
			return;
		memcpy((void *)address, p, size);
		p += size;
	}
}

/* Asks the engine and waits for its word; 0 or a negative errno. */
static long ask(struct machine *m, const struct step *s)
{
	u64 question[2] = { argument(m, s, 0), argument(m, s, 1) };
	struct frame frame;
	u64 word;
	long error = send_frame(m->socket, ASKED, question, sizeof question, 0, 0);

	while (!error) {
		error = receive_frame(m->socket, &frame);
		if (!error && frame.kind == OUTPUT) {
			put_output(&frame);
			continue;
		}
		/* An empty word: the engine cannot do its part, and the plan ends here. */
		if (!error && frame.kind == WORD && !frame.length)
			return -ECANCELED;
		if (!error && (frame.kind != WORD || frame.length < 8))
			error = -EPROTO;
		if (!error) {
			memcpy(&word, frame.payload, 8);
			apply_patches(m, frame.payload + 8, frame.payload + frame.length);
			put(m, s, word);
			return 0;
		}
	}
	m->lost = 1;
	return error;
}

static long tell(struct machine *m, const struct step *s)
{
	u64 head[2] = { argument(m, s, 0), argument(m, s, 1) };
	u64 address = argument(m, s, 2), size = argument(m, s, 3);
	long error;

	if (size && !in_data(m, address, size))
		return -EFAULT;
	error = send_frame(m->socket, TOLD, head, sizeof head, (void *)address, (u32)size);
	if (error)
		m->lost = 1;
	return error;
}

/* The plan began before all of it was compiled: the rest of steps and data goes behind what is here. 0 or a negative errno. */
static long take_rest(struct machine *m)
{
	struct frame frame;
	struct head head;
	struct step *steps;
	u64 here = m->step_count * sizeof *steps, more;
	long error = receive_frame(m->socket, &frame);

	if (error)
		return error;
	if (frame.kind != REST || frame.length < sizeof head)
		return frame.kind == REST && !frame.length ? -ECANCELED : -EPROTO;
	memcpy(&head, frame.payload, sizeof head);
	more = (u64)head.step_count * sizeof *steps;
	if (frame.length != sizeof head + more + head.data_filled ||
	    !in_data(m, DATA_BASE + m->data_filled, head.data_filled))
		return -EPROTO;
	steps = allocate(here + more);
	if (!steps)
		return -ENOMEM;
	memcpy(steps, m->steps, here);
	memcpy((u8 *)steps + here, frame.payload + sizeof head, more);
	memcpy((void *)(DATA_BASE + m->data_filled), frame.payload + sizeof head + more, head.data_filled);
	m->steps = steps;
	m->step_count += head.step_count;
	m->data_filled += head.data_filled;
	return 0;
}

static u64 spawn(struct machine *m, const struct step *s, u64 at)
{
	long pid = SYS(clone3, argument(m, s, 0), argument(m, s, 1));

	if (pid)
		return settle(m, s, at, pid);
	m->spawned = 1;
	return s->nr;
}

/* Carries out one step and names the next; NOWHERE ends the plan. */
static u64 step(struct machine *m, u64 at, u64 *value)
{
	const struct step *s = &m->steps[at];
	long error;
	u64 a = argument(m, s, 0), b = argument(m, s, 1);

	switch ((enum op)s->op) {
	case SYSCALL: return settle(m, s, at, call(m, s));
	case JUMP: return s->target;
	case JUMP_IF: return holds((enum condition)s->aux, a, b) ? s->target : at + 1;
	case SET: put(m, s, a); return at + 1;
	case ADD: put(m, s, a + b); return at + 1;
	case SPAWN: return spawn(m, s, at);
	case MONITOR:
		put(m, s, (u64)monitor((long)a, (int)b, (int)argument(m, s, 2), (int)argument(m, s, 3)));
		return at + 1;
	case LEAVE: leave((int)a);
	case END:
		if (m->spawned)
			leave(0);
		*value = a;
		return NOWHERE;
	case LOAD:
		if (s->aux > 8 || !in_data(m, a, s->aux))
			return fail(m, at, EFAULT);
		put(m, s, load(a, s->aux));
		return at + 1;
	case STORE:
		if (s->aux > 8 || !in_data(m, a, s->aux))
			return fail(m, at, EFAULT);
		memcpy((void *)a, &b, s->aux);
		return at + 1;
	case FORMAT:
		if (!in_data(m, a, 24))
			return fail(m, at, EFAULT);
		put(m, s, format_decimal((char *)a, (s64)b));
		return at + 1;
	case MORE:
		error = take_rest(m);
		return error ? fail(m, at, -error) : at + 1;
	case TELL:
		error = tell(m, s);
		return error ? fail(m, at, -error) : at + 1;
	case AWAIT:
		error = ask(m, s);
		return error ? fail(m, at, -error) : at + 1;
	}
	return fail(m, at, ENOSYS);
}

struct outcome run_plan(int socket, const struct frame *frame)
{
	static u64 mapped;
	struct outcome outcome = { 0 };
	struct machine m = { .socket = socket };
	struct head head;
	struct step *steps = 0;
	u64 at = 0, report[2], code_size;
	long error = -EPROTO;

	if (frame->length < sizeof head)
		goto broken;
	memcpy(&head, frame->payload, sizeof head);
	code_size = (u64)head.step_count * sizeof *steps;
	if (head.data_filled > head.data_size || frame->length != sizeof head + code_size + head.data_filled)
		goto broken;
	if (mapped)
		SYS(munmap, DATA_BASE, mapped);
	mapped = head.data_size ? head.data_size : 1;
	error = SYS(mmap, DATA_BASE, mapped, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (error != (long)DATA_BASE)
		goto broken;
	steps = allocate(code_size + 1);
	error = -ENOMEM;
	if (!steps)
		goto broken;
	memcpy(steps, frame->payload + sizeof head, code_size);
	memcpy((void *)DATA_BASE, frame->payload + sizeof head + code_size, head.data_filled);
	m.steps = steps;
	m.step_count = head.step_count;
	m.data_size = head.data_size;
	m.data_filled = head.data_filled;
	m.cleanup = head.cleanup;
	m.reg[REG_OWN_PID] = (u64)SYS(getpid);
	m.reg[REG_SOCKET] = (u64)socket;
	if (head.recover && in_data(&m, head.recover, 1)) {
		outcome.recover = (const char *)head.recover;
		outcome.recover_count = (u32)head.recover_count;
	}
	while (at < m.step_count)
		at = step(&m, at, &outcome.value);
	if (m.spawned)
		leave(1);
	report[0] = (u64)m.failed;
	report[1] = outcome.value;
	if (m.lost || send_frame(socket, DONE, report, sizeof report, 0, 0))
		outcome.lost = 1;
	SYS(munmap, steps, code_size + 1);
	return outcome;
broken:
	complain("the engine sent a plan that cannot be run", -error);
	outcome.lost = 1;
	return outcome;
}
