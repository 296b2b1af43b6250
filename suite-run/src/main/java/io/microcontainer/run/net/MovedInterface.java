package io.microcontainer.run.net;

import java.util.List;

/**
 * A network interface of the host that a container gets ({@code linux.netDevices}).
 *
 * @param name      on the host
 * @param index     its number there
 * @param target    its name in the container, or a template with {@code %d}
 * @param addresses that go with it: the kernel drops all of them when an interface moves
 */
public record MovedInterface(String name, int index, String target, List<InterfaceAddress> addresses) {

    /** Above all numbers that the kernel counts up to by itself. */
    private static final int TEMPLATE_INDEX = 0x1000_0000;

    public MovedInterface {
        addresses = List.copyOf(addresses);
    }

    /** The number to ask for in the container where the name cannot tell which one it is; 0 where it can. */
    public int newIndex() {
        return target.contains("%d") ? TEMPLATE_INDEX + index : 0;
    }
}
