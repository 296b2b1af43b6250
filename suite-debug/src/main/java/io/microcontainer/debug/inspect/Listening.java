package io.microcontainer.debug.inspect;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket that waits for others, as /proc/PID/net/{tcp,tcp6,udp,udp6,unix} tell it (proc_pid_net(5)).
 *
 * @param protocol {@code tcp}, {@code udp} or {@code unix}
 * @param address  address and port, or a path; of an abstract name {@code @NAME}
 */
public record Listening(String protocol, String address) implements JsonWritable {

    private static final String TCP_LISTEN = "0A";
    private static final String UDP_UNCONNECTED = "07";

    /** {@code __SO_ACCEPTCON} of a unix socket's flags. */
    private static final long ACCEPTS = 1 << 16;

    @Override
    public void write(JsonFields out) {
        out.string("protocol", protocol).string("address", address);
    }

    /** The sockets of one of the files tcp, tcp6, udp, udp6. */
    static List<Listening> internet(String protocol, String text) {
        String state = protocol.equals("tcp") ? TCP_LISTEN : UDP_UNCONNECTED;
        List<Listening> all = new ArrayList<>();
        text.lines().skip(1).map(line -> line.strip().split("\\s+")).filter(f -> f.length > 3 && f[3].equals(state))
                .forEach(f -> all.add(new Listening(protocol, address(f[1]))));
        return all;
    }

    /** The sockets of the file unix. */
    static List<Listening> unix(String text) {
        List<Listening> all = new ArrayList<>();
        text.lines().skip(1).map(line -> line.strip().split("\\s+", 8))
                .filter(f -> f.length == 8 && (Long.parseLong(f[3], 16) & ACCEPTS) != 0)
                .forEach(f -> all.add(new Listening("unix", f[7])));
        return all;
    }

    /** The kernel writes each 32 bits of an address as the machine's number: little-endian machines only are supported. */
    private static String address(String field) {
        int colon = field.indexOf(':');
        byte[] bytes = new byte[colon / 2];
        for (int i = 0; i < bytes.length; i++) {
            int from = (i / 4 * 4 + 3 - i % 4) * 2;
            bytes[i] = (byte) Integer.parseInt(field.substring(from, from + 2), 16);
        }
        try {
            String host = InetAddress.getByAddress(bytes).getHostAddress();
            return (bytes.length > 4 ? "[" + host + "]" : host) + ":" + Integer.parseInt(field.substring(colon + 1), 16);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(field + " is no address", e);
        }
    }
}
