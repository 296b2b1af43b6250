/* The plan machine: carries out a flat program of system calls that the engine compiled. */
#pragma once
#include "wire.h"

/* Java lays out structures with final pointers, so the data segment always lies here (below 2^38 for small arm64 address spaces). */
#define DATA_BASE 0x1000000000UL
#define REGISTERS 128
#define REG_OWN_PID 126
#define REG_SOCKET 127

struct outcome {
	int lost;           /* the engine went away while the plan ran */
	u64 value;          /* what the END step named */
	const char *recover; /* NUL-separated words for a new engine to clean up with, or null */
	u32 recover_count;
};

/* Runs the plan of a PLAN frame and reports DONE. Returns in the process that was called only. */
struct outcome run_plan(int socket, const struct frame *frame);

/*
 * Waits for a child in the foreground; returns its wait status. master is a terminal to relay, or -1. With a door, a socket that
 * listens, it returns early when somebody knocks there, when something comes over the line, another socket, or when the
 * caller's terminal is gone; the plan may then call it again.
 */
s64 monitor(long pid, int master, int door, int line);

#define MONITOR_DOOR (-2)
#define MONITOR_LINE (-3)
#define MONITOR_HUNG_UP (-4)
