package io.microcontainer.run.container;

/** Where a command says what the user should know though nothing failed: the file of {@code --log}, or standard error. */
public interface Log {

    /** A log that keeps nothing. */
    Log NONE = new Log() {
        @Override
        public void warning(String sentence) {
        }

        @Override
        public void debug(String sentence) {
        }
    };

    /** Something is not as the user may expect. */
    void warning(String sentence);

    /** Something that helps to find a fault; shown with {@code --debug} only. */
    void debug(String sentence);
}
