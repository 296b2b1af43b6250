package io.microcontainer.run.criu;

import java.nio.charset.StandardCharsets;

/**
 * What CRIU answers, {@code criu_resp} of its rpc.proto.
 *
 * @param type    what it answers to
 * @param success whether that went well
 * @param script  of a notification, such as {@code post-restore}; empty otherwise
 * @param pid     of a notification, or of the restored first process
 * @param errno   why it went wrong, 0 if CRIU does not know
 * @param tracksMemory whether the kernel can tell which memory was written to, if that was asked
 */
public record CriuResponse(int type, boolean success, String script, int pid, int errno, boolean tracksMemory) {

    /** {@code NOTIFY} of {@code criu_req_type}: CRIU waits for an answer and goes on. */
    public static final int NOTIFY = 6;

    /** Whether it answers {@link CriuRequest#askMemoryTracking}. */
    public boolean isFeatures() {
        return type == CriuRequest.FEATURE_CHECK;
    }

    /** @throws IllegalArgumentException if these bytes are no message */
    public static CriuResponse read(byte[] message) {
        ProtoReader response = ProtoReader.of(message);
        ProtoReader notification = ProtoReader.of(response.bytes(5));
        ProtoReader restored = ProtoReader.of(response.bytes(4));
        long pid = notification.number(2) != 0 ? notification.number(2) : restored.number(1);
        return new CriuResponse((int) response.number(1), response.number(2) != 0,
                new String(notification.bytes(1), StandardCharsets.UTF_8), (int) pid, (int) response.number(7),
                ProtoReader.of(response.bytes(8)).number(1) != 0);
    }
}
