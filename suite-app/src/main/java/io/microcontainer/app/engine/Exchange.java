package io.microcontainer.app.engine;

import io.microcontainer.api.session.SessionLost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One launcher's visit, from greeting to exit. */
final class Exchange {

    private final Place place;
    private final Commands commands;

    Exchange(Place place, Commands commands) {
        this.place = place;
        this.commands = commands;
    }

    void serve(SocketChannel channel) throws IOException {
        try (Connection connection = new Connection(channel)) {
            ByteBuffer greeting = Frame.payload(8 + Place.SIZE).putInt(Frame.PROTOCOL).putInt(0);
            place.put(greeting);
            connection.put(Frame.GREETING, greeting.flip());
            Frame frame = connection.receive();
            if (frame.kind() != Frame.REQUEST) {
                return;
            }
            Request request = Request.parse(frame.payload());
            if (!request.place().is(place)) {
                // It sees from the greeting that it has to help itself.
                connection.flush();
                return;
            }
            LauncherSession session = new LauncherSession(connection, request.invocation());
            try {
                session.exit(commands.run(request.name(), session));
            } finally {
                session.finish();
            }
        } catch (SessionLost e) {
            // The caller was killed or did not want this engine: nobody is there to be told.
            return;
        }
    }
}
