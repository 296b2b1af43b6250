/** railcar: the OCI runtime. */
module io.microcontainer.run {
    requires transitive io.microcontainer.api;

    exports io.microcontainer.run;
    exports io.microcontainer.run.container;
}
