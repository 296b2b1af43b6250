package io.microcontainer.app;

import io.microcontainer.app.engine.EngineServer;
import io.microcontainer.app.engine.EngineProcess;
import java.io.IOException;

/** The resident engine: the launcher, or systemd, hands it a listening socket as descriptor 0. */
public final class EngineMain {

    private EngineMain() {
    }

    public static void main(String[] arguments) throws IOException {
        Tools tools = new Tools();
        EngineServer server = EngineProcess.resident(tools);
        WarmUp warmUp = new WarmUp(tools);
        server.afterFirstCommand(warmUp);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop();
            warmUp.stop();
        }));
        server.serve();
        System.exit(0);
    }
}
