/* What the single file does where its tree is not unpacked yet. */
#include "single.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void give_up(const char *format, ...)
{
	va_list words;

	va_start(words, format);
	fputs("microcontainer: ", stderr);
	vfprintf(stderr, format, words);
	fputc('\n', stderr);
	va_end(words);
	_exit(125);
}

int main(int argc, char **argv)
{
	static struct place p;
	static char path[PLACE_SIZE], reasons[PLACES * 256];
	size_t used = 0;

	(void)argc;
	for (int i = 0; i < PLACES; i++) {
		const char *why;

		if (!place(&p, i, environ))
			continue;
		why = provide(&p);
		if (!why && put(path, p.tree, LAUNCHER, "")) {
			execve(path, argv, environ);
			why = strerrorname_np(errno);
		}
		if (why == file_is_damaged)
			give_up("%s: fetch it anew", why);
		used += (size_t)snprintf(reasons + used, sizeof reasons - used, "\n  %.160s: %.80s", p.directory, why);
		if (used >= sizeof reasons)
			break;
	}
	if (!used)
		give_up("MICROCONTAINER_CACHE is %s: give the absolute name of a directory", getenv("MICROCONTAINER_CACHE"));
	give_up("this file unpacks itself once into a directory of yours, and found none:%s\n"
		"Set MICROCONTAINER_CACHE to a directory for programs, with 150 MiB of room.", reasons);
}
