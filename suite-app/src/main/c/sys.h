/* System calls, entry point types and the few string helpers of a program without libc. */
#pragma once
#include <asm/unistd.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/types.h>

typedef __u8 u8;
typedef __u32 u32;
typedef __u64 u64;
typedef __s64 s64;

#if defined(__x86_64__)
static inline long sys6(long nr, long a, long b, long c, long d, long e, long f)
{
	long ret;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	__asm__ volatile("syscall" : "=a"(ret) : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}
#elif defined(__aarch64__)
static inline long sys6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;
	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
}
#else
#error "the launcher is written for x86_64 and aarch64"
#endif

#define SYS(nr, ...) SIX(__NR_##nr, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define SIX(nr, a, b, c, d, e, f, ...) sys6(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

void *memcpy(void *to, const void *from, unsigned long n);
void *memmove(void *to, const void *from, unsigned long n);
void *memset(void *to, int byte, unsigned long n);
int memcmp(const void *a, const void *b, unsigned long n);
unsigned long strlen(const char *s);

/* strcmp(3) == 0 */
int same(const char *a, const char *b);
/* Whether a string begins with another. */
int starts_with(const char *string, const char *start);
/* The part of a path behind its last slash. */
const char *base_name(const char *path);
/* Writes value in decimal and a NUL; returns the number of digits and sign. */
unsigned long format_decimal(char *to, s64 value);
/* Value of an environment variable, or null. */
const char *env_value(char **env, const char *name);
/* Zeroed memory that is never given back; null when there is none. */
void *allocate(unsigned long size);
/* Joins up to four strings, the last one null, into allocated memory. */
char *join(const char *a, const char *b, const char *c, const char *d);
/* Writes "microcontainer: TEXT[: errno N]" to standard error. */
void complain(const char *text, long error);
_Noreturn void leave(int status);
