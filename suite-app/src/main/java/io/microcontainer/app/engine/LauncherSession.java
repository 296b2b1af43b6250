package io.microcontainer.app.engine;

import io.microcontainer.api.linux.Architecture;
import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanEncoder;
import io.microcontainer.api.plan.Step;
import io.microcontainer.api.session.Answer;
import io.microcontainer.api.session.Dialogue;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.api.session.PlanFailure;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.api.session.Session;
import java.io.BufferedOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A session whose streams and processes are those of a launcher at the other end of a connection. */
final class LauncherSession implements Session {

    private static final int CHUNK = 16 << 10;

    /** Most commands say a line or nothing. */
    private static final int BUFFER = 2 << 10;

    private final Connection connection;
    private final Invocation invocation;
    private PrintStream out;
    private PrintStream err;
    private final InputStream in = new Input();
    private final List<Runnable> later = new ArrayList<>();
    private Plan begun;
    private boolean sealed;
    private boolean leaving;

    LauncherSession(Connection connection, Invocation invocation) {
        this.connection = connection;
        this.invocation = invocation;
    }

    @Override
    public Invocation invocation() {
        return invocation;
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public PrintStream out() {
        if (out == null) {
            out = new PrintStream(new BufferedOutputStream(new Output(1), BUFFER), false, StandardCharsets.UTF_8);
        }
        return out;
    }

    @Override
    public PrintStream err() {
        if (err == null) {
            err = new PrintStream(new BufferedOutputStream(new Output(2), BUFFER), true, StandardCharsets.UTF_8);
        }
        return err;
    }

    @Override
    public PlanResult execute(Plan plan, Dialogue dialogue) {
        flush();
        if (plan.sealed()) {
            prepareSealed();
        }
        PlanEncoder encoder = new PlanEncoder(Architecture.current());
        if (begun == null) {
            connection.send(Frame.PLAN, ByteBuffer.wrap(encoder.encode(plan)));
        } else {
            connection.send(Frame.REST, ByteBuffer.wrap(encoder.encodeRest(plan, begun)));
            begun = null;
        }
        PlanFailure failure = null;
        RuntimeException refusal = null;
        while (true) {
            Frame frame = connection.receive();
            ByteBuffer payload = frame.payload();
            switch (frame.kind()) {
                case Frame.FAILED -> {
                    int step = (int) payload.getLong();
                    int errno = (int) payload.getLong();
                    failure = failure == null ? new PlanFailure(plan.describe(step), errno) : failure;
                }
                case Frame.TOLD -> {
                    int tag = (int) payload.getLong();
                    long value = payload.getLong();
                    if (tag == Step.Trace.TAG) {
                        dialogue.reached(plan.describe((int) value));
                    } else {
                        dialogue.told(tag, value, rest(payload));
                    }
                }
                case Frame.ASKED -> {
                    try {
                        send(dialogue.asked((int) payload.getLong(), payload.getLong()));
                    } catch (RuntimeException e) {
                        refusal = refusal == null ? e : refusal;
                        // An empty word: the plan fails at this step and cleans up.
                        connection.send(Frame.WORD, Frame.payload(0));
                    }
                    flush();
                }
                case Frame.DONE -> {
                    if (refusal != null) {
                        throw refusal;
                    }
                    if (failure != null) {
                        throw failure;
                    }
                    payload.getLong();
                    return new PlanResult(payload.getLong());
                }
                default -> throw new IllegalStateException("a launcher sends frame " + frame.kind() + " during a plan");
            }
        }
    }

    @Override
    public void prepareSealed() {
        if (!sealed) {
            connection.send(Frame.SEAL, Frame.payload(0));
            sealed = true;
        }
    }

    @Override
    public void begin(Plan beginning) {
        flush();
        if (beginning.sealed()) {
            prepareSealed();
        }
        connection.send(Frame.PLAN, ByteBuffer.wrap(new PlanEncoder(Architecture.current()).encode(beginning)));
        begun = beginning;
    }

    @Override
    public void abandon() {
        if (begun != null) {
            begun = null;
            connection.send(Frame.REST, Frame.payload(0));
            while (connection.receive().kind() != Frame.DONE) {
                // What it tells of its end is known here already.
                continue;
            }
        }
    }

    @Override
    public void afterwards(Runnable work) {
        later.add(work);
    }

    /** Does the work that the caller did not wait for. */
    void finish() {
        for (Runnable work : later) {
            try {
                work.run();
            } catch (RuntimeException e) {
                e.printStackTrace();
            }
        }
    }

    /** Sends what is written so far. */
    void flush() {
        if (out != null) {
            out.flush();
        }
        if (err != null) {
            err.flush();
        }
    }

    /** Flushes and lets the launcher end with a status. */
    void exit(int status) {
        leaving = true;
        flush();
        connection.send(Frame.EXIT, Frame.payload(4).putInt(status).flip());
    }

    private void send(Answer answer) {
        int size = 8;
        for (Answer.Patch patch : answer.patches()) {
            size += 12 + patch.bytes().length;
        }
        ByteBuffer word = Frame.payload(size).putLong(answer.value());
        for (Answer.Patch patch : answer.patches()) {
            word.putLong(patch.address()).putInt(patch.bytes().length).put(patch.bytes());
        }
        connection.send(Frame.WORD, word.flip());
    }

    private static byte[] rest(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private final class Output extends OutputStream {

        private final int fd;

        Output(int fd) {
            this.fd = fd;
        }

        @Override
        public void write(int b) {
            write(new byte[] { (byte) b }, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (length > 0) {
                connection.put(Frame.OUTPUT, Frame.payload(4 + length).putInt(fd).put(bytes, offset, length).flip());
            }
        }

        /** The last output goes with the word to leave. */
        @Override
        public void flush() {
            if (!leaving) {
                connection.flush();
            }
        }
    }

    private final class Input extends InputStream {

        private ByteBuffer got = Frame.payload(0);
        private boolean ended;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!got.hasRemaining() && !ended) {
                flush();
                connection.send(Frame.READ, Frame.payload(4).putInt(CHUNK).flip());
                Frame frame = connection.receive();
                if (frame.kind() != Frame.INPUT) {
                    throw new IllegalStateException("a launcher sends frame " + frame.kind() + " instead of input");
                }
                got = frame.payload();
                ended = !got.hasRemaining();
            }
            if (ended) {
                return -1;
            }
            int n = Math.min(length, got.remaining());
            got.get(bytes, offset, n);
            return n;
        }
    }
}
