/** The commands, the engine, and the dispatch of tools by name. */
module io.microcontainer.app {
    requires io.microcontainer.api;
    requires io.microcontainer.build;
    requires io.microcontainer.run;
    requires io.microcontainer.debug;
    requires info.picocli;
    requires jdk.net;

    opens io.microcontainer.app.cli to info.picocli;
    opens io.microcontainer.app.cli.crashcart to info.picocli;
    opens io.microcontainer.app.cli.railcar to info.picocli;
    opens io.microcontainer.app.cli.smith to info.picocli;
    opens io.microcontainer.app.cli.suite to info.picocli;
}
