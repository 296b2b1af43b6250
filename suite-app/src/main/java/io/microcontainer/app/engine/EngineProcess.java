package io.microcontainer.app.engine;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import jdk.net.ExtendedSocketOptions;

/** What the process of an engine takes from its start: descriptor 0, two settings, the installation's directory. */
public final class EngineProcess {

    private static final Duration IDLE = Duration.ofMinutes(10);

    private EngineProcess() {
    }

    /** An engine on the listening socket that is descriptor 0. */
    public static EngineServer resident(Commands commands) throws IOException {
        if (!(inherited() instanceof ServerSocketChannel listener)) {
            throw new IOException("descriptor 0 is not a listening socket: the launcher starts the engine");
        }
        Detachment.fromCgroups();
        String socket = System.getenv("MICROCONTAINER_SOCKET");
        Path home = Path.of(System.getProperty("microcontainer.home", "/nonexistent"));
        return new EngineServer(listener, new Residence(socket == null ? null : Path.of(socket),
                home.resolve("engine.argv")), idle(System.getenv("MICROCONTAINER_IDLE")), commands);
    }

    /** Serves the one caller whose connection is descriptor 0. */
    public static void oneShot(Commands commands) throws IOException {
        if (!(inherited() instanceof SocketChannel channel)) {
            throw new IOException("descriptor 0 is not a connected socket: the launcher starts the engine");
        }
        // Loads the native part of sockets, which their end needs too: the command may be to uninstall this very runtime.
        channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        new Exchange(Place.ours(), commands).serve(channel);
    }

    private static Channel inherited() throws IOException {
        return System.inheritedChannel();
    }

    /** Seconds as a number, or an ISO 8601 duration such as {@code PT5M}; the default for anything else. */
    static Duration idle(String setting) {
        if (setting == null || setting.isBlank()) {
            return IDLE;
        }
        try {
            return Character.isDigit(setting.charAt(0)) ? Duration.ofMillis((long) (Double.parseDouble(setting) * 1000))
                    : Duration.parse(setting);
        } catch (DateTimeParseException | NumberFormatException e) {
            return IDLE;
        }
    }
}
