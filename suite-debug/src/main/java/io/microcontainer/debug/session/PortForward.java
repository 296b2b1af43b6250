package io.microcontainer.debug.session;

import io.microcontainer.debug.DebugException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Which port leads to which.
 *
 * @param from where the host listens; port 0 is any free one
 * @param port of the target, 1 to 65535
 */
public record PortForward(InetSocketAddress from, int port) {

    private static final int MOST = 65_535;

    /**
     * Reads {@code [ADDRESS:]PORT:PORT}, or one port for both; the address is 127.0.0.1 where none is given.
     *
     * @throws DebugException if it makes no sense
     */
    public static PortForward parse(String text) {
        int last = text.lastIndexOf(':');
        String target = text.substring(last + 1);
        String host = last < 0 ? target : text.substring(0, last);
        int colon = host.lastIndexOf(':');
        String address = colon < 0 ? "127.0.0.1" : host.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        try {
            return new PortForward(new InetSocketAddress(InetAddress.ofLiteral(address), number(host.substring(colon + 1), 0)), number(target, 1));
        } catch (IllegalArgumentException e) {
            throw new DebugException("'" + text + "' is no pair of ports: give [ADDRESS:]PORT:PORT, with numbers up to " + MOST, e);
        }
    }

    private static int number(String text, int least) {
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (number < least || number > MOST) {
            throw new IllegalArgumentException(text + " is no port");
        }
        return number;
    }
}
