package io.microcontainer.api.session;

/** The engine's side of the conversation with a running plan. Both methods are called on the thread that executes the plan. */
public interface Dialogue {

    /** A dialogue for plans that neither tell nor ask. */
    Dialogue SILENT = new Dialogue() {
    };

    /**
     * The plan told something and goes on at once.
     *
     * @param tag   what it is about, chosen by the plan's author
     * @param value a register's value; 0 where data was told
     * @param data  bytes of the data segment, empty where a value was told
     */
    default void told(int tag, long value, byte[] data) {
    }

    /**
     * A traced plan has come so far.
     *
     * @param what what the next steps are for
     */
    default void reached(String what) {
    }

    /**
     * The plan asks and waits for the answer.
     *
     * @param tag   what it is about, chosen by the plan's author
     * @param value a register's value
     * @return the word to go on with
     */
    default Answer asked(int tag, long value) {
        throw new IllegalStateException("the plan asks " + tag + " and nobody answers");
    }
}
