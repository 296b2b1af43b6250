package io.microcontainer.run.net;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An address of a network interface that goes with it when it moves.
 *
 * @param family       2 for IPv4, 10 for IPv6
 * @param prefixLength bits that it shares with its network
 * @param flags        those of its {@code IFA_F_…} flags that were chosen and are no state
 * @param attributes   the address itself by the number of the kernel's attribute: IFA_ADDRESS, IFA_LOCAL, IFA_BROADCAST
 */
public record InterfaceAddress(int family, int prefixLength, int flags, Map<Integer, byte[]> attributes) {

    public InterfaceAddress {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
}
