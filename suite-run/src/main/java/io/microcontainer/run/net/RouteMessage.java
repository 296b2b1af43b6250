package io.microcontainer.run.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A request of rtnetlink(7) as it is put together: {@code struct nlmsghdr}, the structure of its kind, attributes. Numbers
 * are in the machine's byte order.
 */
public final class RouteMessage {

    /** Type of an answer that only says how a request went; the negative errno or 0 is at {@link #ERROR}. */
    public static final int NLMSG_ERROR = 2;
    /** Type of the end of an answer in parts. */
    public static final int NLMSG_DONE = 3;
    /** Make or change an interface, or an answer that tells of one. */
    public static final int RTM_NEWLINK = 16;
    /** Ask for an interface. */
    public static final int RTM_GETLINK = 18;
    /** Give an interface an address, or an answer that tells of one. */
    public static final int RTM_NEWADDR = 20;
    /** Ask for addresses. */
    public static final int RTM_GETADDR = 22;

    /** Where the type stands, 2 bytes. */
    public static final int TYPE = 4;
    /** Where the errno stands, 4 bytes. */
    public static final int ERROR = 16;
    /** Where the number of the interface stands, 4 bytes, in messages of links and of addresses alike. */
    public static final int INDEX = 20;

    /** Where the descriptor of the namespace stands in a request to move an interface, 4 bytes. */
    public static final int NAMESPACE = 36;

    static final int HEAD = 16;
    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_CREATE_EXCL = 0x600;
    static final int LINK_SIZE = 16;
    static final int ADDRESS_SIZE = 8;

    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_NEW_IFINDEX = 49;
    private static final int IFF_UP = 1;
    private static final int IFA_FLAGS = 8;
    private static final int MOST = 4096;

    private final ByteBuffer out = ByteBuffer.allocate(MOST).order(ByteOrder.nativeOrder());

    private RouteMessage(int type, int flags) {
        out.putInt(0).putShort((short) type).putShort((short) (NLM_F_REQUEST | flags)).putInt(1).putInt(0);
    }

    private static RouteMessage link(int type, int flags, int index, int set, int change) {
        RouteMessage message = new RouteMessage(type, flags);
        message.out.putShort((short) 0).putShort((short) 0).putInt(index).putInt(set).putInt(change);
        return message;
    }

    /** Asks for an interface by its name. */
    public static byte[] ask(String name) {
        return link(RTM_GETLINK, 0, 0, 0, 0).attribute(IFLA_IFNAME, text(name)).bytes();
    }

    /** Asks for an interface by its number. */
    public static byte[] ask(int index) {
        return link(RTM_GETLINK, 0, index, 0, 0).bytes();
    }

    static byte[] askForAddresses() {
        RouteMessage message = new RouteMessage(RTM_GETADDR, NLM_F_DUMP);
        message.out.putLong(0);
        return message.bytes();
    }

    /**
     * Moves an interface to another network namespace under a name, which may be a template with {@code %d}. The
     * descriptor of the namespace is put in at {@link #NAMESPACE}.
     *
     * @param newIndex its number there, 0 to leave it to the kernel
     */
    public static byte[] move(int index, String name, int newIndex) {
        RouteMessage message = link(RTM_NEWLINK, NLM_F_ACK, index, 0, 0).attribute(IFLA_NET_NS_FD, number(0))
                .attribute(IFLA_IFNAME, text(name));
        return (newIndex == 0 ? message : message.attribute(IFLA_NEW_IFINDEX, number(newIndex))).bytes();
    }

    /** Brings an interface up, whose number is put in at {@link #INDEX}. */
    public static byte[] up() {
        return link(RTM_NEWLINK, NLM_F_ACK, 0, IFF_UP, IFF_UP).bytes();
    }

    /** Gives an address to an interface, whose number is put in at {@link #INDEX}. */
    public static byte[] add(InterfaceAddress address) {
        RouteMessage message = new RouteMessage(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE_EXCL);
        message.out.put((byte) address.family()).put((byte) address.prefixLength()).put((byte) 0).put((byte) 0).putInt(0);
        address.attributes().forEach(message::attribute);
        return message.attribute(IFA_FLAGS, number(address.flags())).bytes();
    }

    /** {@code struct rtattr}: the length without the fill-up to 4 bytes. */
    private RouteMessage attribute(int type, byte[] value) {
        out.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        return this;
    }

    private static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }

    private byte[] bytes() {
        out.putInt(0, out.position());
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }
}
