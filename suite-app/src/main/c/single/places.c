/* Runs before the C library is set up too: it uses nothing of it. */
#include "places.h"
#include "sys.h"
#include <linux/stat.h>

static const char *setting(char **env, const char *name)
{
	for (; *env; env++) {
		const char *e = *env, *n = name;

		while (*n && *e == *n)
			e++, n++;
		if (!*n && *e == '=' && e[1])
			return e + 1;
	}
	return 0;
}

int put(char *to, const char *a, const char *b, const char *c)
{
	const char *part[3] = { a, b, c };
	unsigned n = 0;

	for (int i = 0; i < 3; i++)
		for (const char *p = part[i]; *p; p++) {
			if (n >= PLACE_SIZE - 64)
				return 0;
			to[n++] = *p;
		}
	to[n] = 0;
	return 1;
}

static int absolute(const char *path)
{
	return path && *path == '/';
}

int place(struct place *p, int number, char **env)
{
	u32 uid = (u32)SYS(geteuid);
	char digits[12];
	int n = 11, ok = 0;
	const char *chosen = setting(env, "MICROCONTAINER_CACHE"), *base = 0;

	p->base[0] = 0;
	digits[n] = 0;
	for (u32 rest = uid; n == 11 || rest; rest /= 10)
		digits[--n] = (char)('0' + rest % 10);
	switch (number) {
	case 0:
		ok = absolute(chosen) && put(p->directory, chosen, "", "");
		break;
	case 1:
		ok = !uid && put(p->directory, "/var/cache/microcontainer", "", "");
		break;
	case 2:
		base = setting(env, "XDG_CACHE_HOME");
		ok = absolute(base) && put(p->directory, base, "/microcontainer", "");
		break;
	case 3:
		base = setting(env, "HOME");
		ok = absolute(base) && put(p->directory, base, "/.cache/microcontainer", "");
		break;
	case 4:
		base = uid ? setting(env, "XDG_RUNTIME_DIR") : 0;
		ok = uid ? absolute(base) && put(p->directory, base, "/microcontainer-cache", "")
			 : put(p->directory, "/run/microcontainer-cache", "", "");
		break;
	case 5:
		ok = put(p->directory, "/tmp/microcontainer-", digits + n, "");
		break;
	}
	if (number && chosen)
		return 0;
	if (ok && base)
		ok = put(p->base, base, "", "");
	return ok && put(p->tree, p->directory, "/", PAYLOAD_ID);
}

int trusted(const struct place *p)
{
	u32 uid = (u32)SYS(geteuid);
	struct statx s;

	if (*p->base && (SYS(statx, AT_FDCWD, p->base, 0, STATX_BASIC_STATS, &s) || s.stx_uid != uid || (s.stx_mode & 002)))
		return 0;
	return !SYS(statx, AT_FDCWD, p->directory, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &s) && (s.stx_mode & S_IFMT) == S_IFDIR && s.stx_uid == uid && !(s.stx_mode & 022);
}
