package io.microcontainer.run.container;

import java.util.function.Supplier;

/** Where a command says what the user should know though nothing failed: the file of {@code --log}, or standard error. */
public interface Log {

    /** A log that keeps nothing. */
    Log NONE = new Log() {
        @Override
        public void warning(String sentence) {
        }

        @Override
        public boolean debugs() {
            return false;
        }

        @Override
        public void debug(Supplier<String> sentence) {
        }
    };

    /** Something is not as the user may expect. */
    void warning(String sentence);

    /** Whether {@link #debug} shows anything. */
    boolean debugs();

    /** Something that helps to find a fault; made and shown with {@code --debug} only. */
    void debug(Supplier<String> sentence);
}
