package io.microcontainer.app.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One message between launcher and engine (wire.h).
 *
 * @param kind    one of the constants, by direction
 * @param payload little endian
 */
record Frame(int kind, ByteBuffer payload) {

    static final int PROTOCOL = 1;

    /** From the launcher. */
    static final int REQUEST = 1;
    static final int FAILED = 2;
    static final int TOLD = 3;
    static final int ASKED = 4;
    static final int DONE = 5;
    static final int INPUT = 6;

    /** From the engine. */
    static final int GREETING = 1;
    static final int OUTPUT = 2;
    static final int READ = 3;
    static final int SEAL = 4;
    static final int PLAN = 5;
    static final int WORD = 6;
    static final int EXIT = 7;
    static final int REST = 8;

    /** Room for a payload of a size. */
    static ByteBuffer payload(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
