/* Where the single file may unpack itself, and when a place is trusted. */
#pragma once

#define PLACES 6
#define PLACE_SIZE 4096
#define LAUNCHER "/lib/microcontainer/launcher"
/* In an unpacked tree: it is known to be on the disk; its time tells when it was last used. */
#define DURABLE "/.durable"
/* In an unpacked tree: the boot in which it was made. */
#define BOOT "/.boot"
#define DAY 86400

struct place {
	char base[PLACE_SIZE];      /* must be the caller's own where it comes from the environment; else empty */
	char directory[PLACE_SIZE]; /* of all unpacked trees */
	char tree[PLACE_SIZE];      /* of this build */
};

/*
 * The place of a number below PLACES; 0 where there is none of it. Root's is below /var/cache: its environment may be another
 * user's. Others have the directories of the XDG base directory specification. The last ones are for hosts that can be written
 * nowhere else.
 */
int place(struct place *p, int number, char **env);
/* Whether nobody but the caller can change what is in a place: else another could have the caller run a program of his. */
int trusted(const struct place *p);
/* Joins three strings into PLACE_SIZE bytes; 0 where they are too long. */
int put(char *to, const char *a, const char *b, const char *c);
