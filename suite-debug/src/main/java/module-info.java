/** crashcart: tools side-loaded into a running container. */
module io.microcontainer.debug {
    requires transitive io.microcontainer.api;
    requires transitive io.microcontainer.run;

    exports io.microcontainer.debug;
    exports io.microcontainer.debug.cart;
    exports io.microcontainer.debug.copy;
    exports io.microcontainer.debug.session;
    exports io.microcontainer.debug.target;
}
