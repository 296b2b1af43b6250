/* Frames between launcher and engine: a kind, the payload's length, the payload; little endian. */
#pragma once
#include "sys.h"

#define PROTOCOL 1
#define MAX_FRAME (64u << 20)

enum from_launcher { REQUEST = 1, FAILED, TOLD, ASKED, DONE, INPUT };
enum from_engine { GREETING = 1, OUTPUT, READ, SEAL, PLAN, WORD, EXIT, REST };

struct frame {
	u32 kind, length;
	u8 *payload; /* reused by the next receive_frame */
};

/* Sends a frame whose payload lies in up to two pieces; 0 or a negative errno. Small frames are one write: processes may share the socket. */
long send_frame(int fd, u32 kind, const void *a, u32 a_size, const void *b, u32 b_size);
/* Receives a frame; 0, or a negative errno, -ECONNRESET where the other side is gone. */
long receive_frame(int fd, struct frame *frame);
/* Writes all bytes to a descriptor; 0 or a negative errno. */
long write_all(int fd, const void *bytes, unsigned long size);
/* Does what an OUTPUT frame says. */
void put_output(const struct frame *frame);
