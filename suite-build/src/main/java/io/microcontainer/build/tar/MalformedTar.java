package io.microcontainer.build.tar;

import java.io.IOException;

/** An archive does not hold together; the message says what is wrong. */
public final class MalformedTar extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedTar(String message) {
        super(message);
    }
}
