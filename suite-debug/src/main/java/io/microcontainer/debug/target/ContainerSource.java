package io.microcontainer.debug.target;

import java.util.List;

/** Knows the containers of one engine. */
public interface ContainerSource {

    /** The containers whose first process lives. */
    List<Target> running();
}
