#include "plan.h"
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <asm/signal.h>
#include <linux/poll.h>
#include <linux/signalfd.h>
#include <linux/wait.h>

/* Relays a terminal between the caller's standard streams and the master side of the container's terminal. */
struct relay {
	int master, input_open, output_open, raw;
	int keeps, hung_up; /* the session outlives its terminal, and the terminal is gone */
	struct termios saved;
	u8 pending[4096]; /* typed, and not yet taken by the container */
	u32 start, end;
};

static struct relay relay;

static void copy_size(void)
{
	u8 size[8]; /* struct winsize: four 16 bit numbers */

	if (!SYS(ioctl, 0, TIOCGWINSZ, size) || !SYS(ioctl, 1, TIOCGWINSZ, size))
		SYS(ioctl, relay.master, TIOCSWINSZ, size);
}

static void begin_relay(int master)
{
	struct termios t;
	long flags;

	relay.master = master;
	relay.raw = 0;
	if (master < 0)
		return;
	relay.input_open = relay.output_open = 1;
	flags = SYS(fcntl, master, F_GETFL);
	SYS(fcntl, master, F_SETFL, flags | O_NONBLOCK);
	copy_size();
	if (SYS(ioctl, 0, TCGETS, &relay.saved))
		return;
	/* As cfmakeraw(3). */
	t = relay.saved;
	t.c_iflag &= ~(u32)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
	t.c_oflag &= ~(u32)OPOST;
	t.c_lflag &= ~(u32)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	t.c_cflag = (t.c_cflag & ~(u32)(CSIZE | PARENB)) | CS8;
	relay.raw = !SYS(ioctl, 0, TCSETS, &t);
}

/* Takes what the container wrote; 0 when there is no more for now. */
static int take_output(void)
{
	u8 bytes[4096];
	long n = SYS(read, relay.master, bytes, sizeof bytes);

	if (n > 0 && relay.output_open && write_all(1, bytes, (unsigned long)n))
		relay.output_open = 0;
	return n > 0;
}

static void take_input(void)
{
	long n = SYS(read, 0, relay.pending, sizeof relay.pending);

	if (n == 0 || (n < 0 && n != -EINTR && n != -EAGAIN)) {
		relay.input_open = 0;
		relay.hung_up = relay.keeps;
	}
	relay.start = 0;
	relay.end = n > 0 ? (u32)n : 0;
}

static void give_input(void)
{
	long n = SYS(write, relay.master, relay.pending + relay.start, relay.end - relay.start);

	if (n > 0)
		relay.start += (u32)n;
	else if (n != -EAGAIN && n != -EINTR)
		relay.start = relay.end;
}

static void end_relay(void)
{
	if (relay.master < 0)
		return;
	while (take_output())
		;
	if (relay.raw)
		SYS(ioctl, 0, TCSETS, &relay.saved);
}

/* Forwards the signals that have come; 1 when a child has ended. */
static int take_signals(int signals, long pid)
{
	struct signalfd_siginfo info;
	int child = 0;

	while (SYS(read, signals, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGCHLD)
			child = 1;
		else if (info.ssi_signo == SIGWINCH && relay.master >= 0)
			copy_size();
		else if (info.ssi_signo == SIGHUP && relay.keeps)
			relay.hung_up = 1;
		else if (info.ssi_signo != SIGPIPE)
			SYS(kill, pid, info.ssi_signo);
	}
	return child;
}

/* Whether a child has ended. A subreaper's adopted orphans (PR_SET_CHILD_SUBREAPER) are reaped on the way, or they would stay zombies. */
static int ended(long pid, int *status)
{
	int other;
	long gone;

	while ((gone = SYS(wait4, -1, &other, WNOHANG, 0)) > 0)
		if (gone == pid) {
			*status = other;
			return 1;
		}
	return gone < 0;
}

s64 monitor(long pid, int master, int door, int line)
{
	u64 all = ~0ul;
	int status = 0, signals;
	s64 event = 0;

	SYS(rt_sigprocmask, SIG_BLOCK, &all, 0, sizeof all);
	signals = (int)SYS(signalfd4, -1, &all, sizeof all, O_CLOEXEC | O_NONBLOCK);
	relay.keeps = door >= 0;
	relay.hung_up = 0;
	begin_relay(master);
	/* A child that ended before the signals were blocked is seen by the first wait. */
	while (!ended(pid, &status)) {
		int typed = relay.start < relay.end;
		struct pollfd wait[5] = {
			{ .fd = signals, .events = POLLIN },
			{ .fd = master >= 0 && relay.input_open && !typed ? 0 : -1, .events = POLLIN },
			{ .fd = master, .events = (short)(POLLIN | (typed ? POLLOUT : 0)) },
			{ .fd = door, .events = POLLIN },
			{ .fd = line, .events = POLLIN },
		};

		/* Nobody holds the other side of the terminal for now: the poll would spin on POLLHUP. */
		if (relay.master < 0)
			wait[2].fd = -1;
		SYS(ppoll, wait, 5, 0, 0, 0);
		if (wait[0].revents)
			take_signals(signals, pid);
		if (wait[1].revents)
			take_input();
		if (wait[2].revents & POLLOUT)
			give_input();
		if (wait[2].revents & (POLLIN | POLLHUP | POLLERR) && !take_output() && wait[2].revents & POLLHUP)
			relay.master = -1, relay.input_open = 0;
		event = wait[3].revents ? MONITOR_DOOR : wait[4].revents ? MONITOR_LINE : relay.hung_up ? MONITOR_HUNG_UP : 0;
		if (event)
			break;
	}
	relay.master = master;
	end_relay();
	SYS(close, signals);
	return event ? event : status;
}
