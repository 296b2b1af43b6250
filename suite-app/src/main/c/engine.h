/* Where the engine is found, and how one is started. */
#pragma once
#include "wire.h"

/* One engine serves one user in one set of namespaces below one root directory. */
struct place {
	u64 namespaces[5]; /* inode numbers of mnt, user, pid, cgroup, net */
	u64 root_device, root_inode;
};

struct launcher {
	int argc;
	char **argv, **env;
	const char *home;  /* directory of the launcher's file */
	struct place place;
	int socket;
	long engine_pid;   /* of a one-shot engine, our child; else 0 */
};

/* Learns home and place; exits with a message where /proc is missing. */
void look_around(struct launcher *l);
/* Connects to the warm engine, or starts one; the socket, or a negative errno. */
long connect_engine(struct launcher *l);
/* Starts an engine for this command alone; the socket, or a negative errno. */
long one_shot_engine(struct launcher *l);
/* Becomes the JVM of an argv file, with the user's words from first on behind its own. */
long become(struct launcher *l, const char *file, int first, char **env);
