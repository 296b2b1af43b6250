package io.microcontainer.build.elf;

/**
 * Bytes that take the place of others of a file; its length stays.
 *
 * @param offset in the file
 * @param bytes  the new ones, not changed by anyone afterwards
 */
public record Patch(long offset, byte[] bytes) {
}
