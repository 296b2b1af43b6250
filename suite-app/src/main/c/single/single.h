/* The single file: a head that unpacks the installed tree behind it once, and becomes the launcher in it. */
#pragma once
#include "places.h"

/* Ends with a message. */
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What unpack says where the file itself is at fault, and no other place would help. */
extern const char file_is_damaged[];

/*
 * Unpacks the tree that is appended to this program below a directory that is empty. Each piece is checked by its checksum.
 * Null, or why it could not be done.
 */
const char *unpack(int directory);

/*
 * Sees to it that a place holds the unpacked tree, also when many try at once, and when one of them is killed.
 * Null, or why it does not.
 */
const char *provide(const struct place *p);
