package io.microcontainer.build.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/** What went wrong on the way to a server, in words. */
public final class NetworkFailure {

    private NetworkFailure() {
    }

    /** The JDK's client leaves the reason of a refused connection, and of a name that is not known, to the exception's class. */
    public static String reason(IOException e) {
        if (e instanceof ConnectException) {
            return e.getCause() instanceof UnresolvedAddressException ? "no address is known for the server's name"
                    : "the server refuses connections or cannot be reached";
        }
        if (e instanceof HttpTimeoutException) {
            return "the server did not answer in time";
        }
        if (e.getMessage() != null && e.getClass() == IOException.class) {
            return e.getMessage();
        }
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
    }
}
