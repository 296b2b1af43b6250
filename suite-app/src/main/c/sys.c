#include "sys.h"
#include <linux/mman.h>

void *memcpy(void *to, const void *from, unsigned long n)
{
	u8 *t = to;
	const u8 *f = from;

	while (n--)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, unsigned long n)
{
	u8 *t = to;
	const u8 *f = from;

	if (t <= f)
		return memcpy(to, from, n);
	while (n--)
		t[n] = f[n];
	return to;
}

void *memset(void *to, int byte, unsigned long n)
{
	u8 *t = to;

	while (n--)
		*t++ = (u8)byte;
	return to;
}

int memcmp(const void *a, const void *b, unsigned long n)
{
	const u8 *x = a, *y = b;

	for (; n--; x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

unsigned long strlen(const char *s)
{
	unsigned long n = 0;

	while (s[n])
		n++;
	return n;
}

int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

int starts_with(const char *string, const char *start)
{
	while (*start && *string == *start)
		string++, start++;
	return !*start;
}

const char *base_name(const char *path)
{
	const char *base = path;

	for (; *path; path++)
		if (*path == '/')
			base = path + 1;
	return base;
}

unsigned long format_decimal(char *to, s64 value)
{
	char digits[24];
	unsigned long n = 0, length = 0;
	u64 rest = value < 0 ? -(u64)value : (u64)value;

	do
		digits[n++] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		to[length++] = '-';
	while (n)
		to[length++] = digits[--n];
	to[length] = 0;
	return length;
}

const char *env_value(char **env, const char *name)
{
	unsigned long n = strlen(name);

	for (; *env; env++)
		if (starts_with(*env, name) && (*env)[n] == '=')
			return *env + n + 1;
	return 0;
}

void *allocate(unsigned long size)
{
	static u8 arena[32 << 10] __attribute__((aligned(16)));
	static unsigned long used;
	long p;

	size = (size + 15) & ~15UL;
	if (size <= sizeof arena - used) {
		used += size;
		return arena + used - size;
	}
	p = SYS(mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p < 0 && p > -4096 ? 0 : (void *)p;
}

char *join(const char *a, const char *b, const char *c, const char *d)
{
	const char *part[] = { a, b, c, d };
	unsigned long size = 1;
	char *all, *end;

	for (int i = 0; i < 4 && part[i]; i++)
		size += strlen(part[i]);
	all = end = allocate(size);
	if (!all) {
		complain("no memory", 0);
		leave(125);
	}
	for (int i = 0; i < 4 && part[i]; i++) {
		memcpy(end, part[i], strlen(part[i]));
		end += strlen(part[i]);
	}
	return all;
}

void complain(const char *text, long error)
{
	char line[512] = "microcontainer: ";
	unsigned long n = strlen(line), size = strlen(text);

	if (size > sizeof line - 64)
		size = sizeof line - 64;
	memcpy(line + n, text, size);
	n += size;
	if (error) {
		memcpy(line + n, ": errno ", 8);
		n += 8 + format_decimal(line + n + 8, error);
	}
	line[n++] = '\n';
	SYS(write, 2, line, n);
}

_Noreturn void leave(int status)
{
	for (;;)
		SYS(exit_group, status);
}
