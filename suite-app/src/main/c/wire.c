#include "wire.h"
#include <linux/mman.h>
#include <linux/uio.h>

#define MSG_NOSIGNAL 0x4000

struct message {
	void *name;
	u32 name_length;
	struct iovec *parts;
	u64 part_count;
	void *control;
	u64 control_length;
	u32 flags;
};

long send_frame(int fd, u32 kind, const void *a, u32 a_size, const void *b, u32 b_size)
{
	u32 head[2] = { kind, a_size + b_size };
	struct iovec parts[3] = { { head, sizeof head }, { (void *)a, a_size }, { (void *)b, b_size } };
	struct message message = { .parts = parts, .part_count = 3 };

	while (message.part_count) {
		long n = SYS(sendmsg, fd, &message, MSG_NOSIGNAL);

		if (n == -EINTR)
			continue;
		if (n < 0)
			return n;
		while (message.part_count && (u64)n >= message.parts->iov_len) {
			n -= (long)message.parts->iov_len;
			message.parts++;
			message.part_count--;
		}
		if (message.part_count) {
			message.parts->iov_base = (u8 *)message.parts->iov_base + n;
			message.parts->iov_len -= (u64)n;
		}
	}
	return 0;
}

static long read_all(int fd, void *bytes, unsigned long size)
{
	u8 *to = bytes;

	while (size) {
		long n = SYS(read, fd, to, size);

		if (n == -EINTR)
			continue;
		if (n <= 0)
			return n ? n : -ECONNRESET;
		to += n;
		size -= (unsigned long)n;
	}
	return 0;
}

long receive_frame(int fd, struct frame *frame)
{
	static u8 *buffer;
	static u32 capacity;
	u32 head[2];
	long error = read_all(fd, head, sizeof head);

	if (error)
		return error;
	if (head[1] > MAX_FRAME)
		return -EMSGSIZE;
	if (head[1] > capacity) {
		if (buffer)
			SYS(munmap, buffer, capacity);
		capacity = (head[1] + 0xffff) & ~0xffffu;
		buffer = allocate(capacity);
		if (!buffer)
			return -ENOMEM;
	}
	frame->kind = head[0];
	frame->length = head[1];
	frame->payload = buffer;
	return head[1] ? read_all(fd, buffer, head[1]) : 0;
}

long write_all(int fd, const void *bytes, unsigned long size)
{
	const u8 *from = bytes;

	while (size) {
		long n = SYS(write, fd, from, size);

		if (n == -EINTR)
			continue;
		if (n < 0)
			return n;
		from += n;
		size -= (unsigned long)n;
	}
	return 0;
}

void put_output(const struct frame *frame)
{
	u32 fd;

	if (frame->length < sizeof fd)
		return;
	memcpy(&fd, frame->payload, sizeof fd);
	if (fd == 1 || fd == 2)
		write_all((int)fd, frame->payload + sizeof fd, frame->length - sizeof fd);
}
