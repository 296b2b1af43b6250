/** railcar: the OCI runtime. */
module io.microcontainer.run {
    requires transitive io.microcontainer.api;

    exports io.microcontainer.run;
    exports io.microcontainer.run.cgroup;
    exports io.microcontainer.run.container;
    exports io.microcontainer.run.criu;
    exports io.microcontainer.run.features;
    exports io.microcontainer.run.hook;
    exports io.microcontainer.run.option;
    exports io.microcontainer.run.process;
    exports io.microcontainer.run.spec;
    exports io.microcontainer.run.state;
    exports io.microcontainer.run.stats;
}
