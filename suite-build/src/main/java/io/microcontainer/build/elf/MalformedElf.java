package io.microcontainer.build.elf;

import java.io.IOException;

/** A file begins like ELF but does not hold together; the message says where it breaks. */
public final class MalformedElf extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedElf(String message) {
        super(message);
    }
}
