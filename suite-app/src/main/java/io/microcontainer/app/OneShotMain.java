package io.microcontainer.app;

import io.microcontainer.app.engine.EngineProcess;
import java.io.IOException;

/** An engine for one command: the launcher hands it a connected socket as descriptor 0. */
public final class OneShotMain {

    private OneShotMain() {
    }

    public static void main(String[] arguments) throws IOException {
        EngineProcess.oneShot(new Tools());
        System.exit(0);
    }
}
