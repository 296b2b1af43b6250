package io.microcontainer.run.net;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.NativeMemory;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.NetDevice;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at the network interfaces of the caller's network namespace, which is the engine's too. */
public final class HostInterfaces {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    /** The kernel's parts of an answer are smaller. */
    private static final int BUFFER = 1 << 16;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 0x02;
    private static final int IFA_F_PERMANENT = 0x80;
    private static final int IFA_F_NOPREFIXROUTE = 0x200;
    private static final int RT_SCOPE_UNIVERSE = 0;

    private HostInterfaces() {
    }

    /**
     * What is to be moved.
     *
     * @param devices {@code linux.netDevices}
     * @throws RunException if one is not there
     */
    public static List<MovedInterface> find(Map<String, NetDevice> devices) {
        if (devices.isEmpty()) {
            return List.of();
        }
        long socket = check("open a netlink socket", LibC.call(Syscall.SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, 0));
        try {
            Map<String, Integer> indexes = new TreeMap<>();
            devices.keySet().forEach(name -> indexes.put(name, index(socket, name)));
            Map<Integer, List<InterfaceAddress>> addresses = addresses(socket);
            List<MovedInterface> moved = new ArrayList<>();
            devices.forEach((name, device) -> moved.add(new MovedInterface(name, indexes.get(name),
                    device.name() == null || device.name().isEmpty() ? name : device.name(),
                    addresses.getOrDefault(indexes.get(name), List.of()))));
            return moved;
        } finally {
            LibC.call(Syscall.CLOSE, socket);
        }
    }

    private static int index(long socket, String name) {
        send(socket, RouteMessage.ask(name));
        ByteBuffer answer = receive(socket);
        if (answer.getShort(RouteMessage.TYPE) == RouteMessage.NLMSG_ERROR) {
            int errno = -answer.getInt(RouteMessage.ERROR);
            throw new RunException("linux.netDevices: " + (errno == Errno.ENODEV
                    ? "there is no network interface " + name + " in the network namespace of the caller"
                    : "look at the network interface " + name + ": " + Errno.describe(errno)));
        }
        return answer.getInt(RouteMessage.INDEX);
    }

    /** Permanent addresses of global scope, by the number of their interface. */
    private static Map<Integer, List<InterfaceAddress>> addresses(long socket) {
        Map<Integer, List<InterfaceAddress>> found = new TreeMap<>();
        send(socket, RouteMessage.askForAddresses());
        while (true) {
            ByteBuffer part = receive(socket);
            for (int at = 0; at + RouteMessage.HEAD <= part.limit(); at += aligned(part.getInt(at))) {
                int type = part.getShort(at + RouteMessage.TYPE);
                if (type == RouteMessage.NLMSG_DONE) {
                    return found;
                }
                if (type == RouteMessage.NLMSG_ERROR) {
                    throw new RunException("list the addresses of network interfaces: " + Errno.describe(-part.getInt(at + RouteMessage.ERROR)));
                }
                if (type == RouteMessage.RTM_NEWADDR) {
                    read(part.slice(at, part.getInt(at)).order(ByteOrder.nativeOrder()), found);
                }
            }
        }
    }

    /** One answer: {@code struct ifaddrmsg} and attributes. */
    static void read(ByteBuffer message, Map<Integer, List<InterfaceAddress>> found) {
        int at = RouteMessage.HEAD;
        int family = message.get(at) & 0xff;
        int prefixLength = message.get(at + 1) & 0xff;
        int flags = message.get(at + 2) & 0xff;
        int scope = message.get(at + 3) & 0xff;
        Map<Integer, byte[]> attributes = new TreeMap<>();
        at += RouteMessage.ADDRESS_SIZE;
        while (at + 4 <= message.limit()) {
            int length = message.getShort(at) & 0xffff;
            int type = message.getShort(at + 2) & 0x3fff;
            if (length < 4) {
                break;
            }
            if (type == IFA_FLAGS) {
                flags = message.getInt(at + 4);
            } else if (type == IFA_ADDRESS || type == IFA_LOCAL || type == IFA_BROADCAST) {
                byte[] value = new byte[length - 4];
                message.get(at + 4, value);
                attributes.put(type, value);
            }
            at += aligned(length);
        }
        if ((flags & IFA_F_PERMANENT) != 0 && scope == RT_SCOPE_UNIVERSE) {
            found.computeIfAbsent(message.getInt(RouteMessage.INDEX), _ -> new ArrayList<>())
                    .add(new InterfaceAddress(family, prefixLength, flags & (IFA_F_NODAD | IFA_F_NOPREFIXROUTE), attributes));
        }
    }

    private static int aligned(int length) {
        return length + 3 & ~3;
    }

    private static void send(long socket, byte[] message) {
        try (NativeMemory memory = NativeMemory.of(message)) {
            check("ask the kernel for network interfaces", LibC.call(Syscall.SENDTO, socket, memory.address(), message.length));
        }
    }

    private static ByteBuffer receive(long socket) {
        try (NativeMemory memory = NativeMemory.zeroed(BUFFER)) {
            long length = check("learn of network interfaces", LibC.call(Syscall.RECVFROM, socket, memory.address(), BUFFER));
            return ByteBuffer.wrap(memory.bytes((int) length)).order(ByteOrder.nativeOrder());
        }
    }

    private static long check(String what, long result) {
        if (result < 0) {
            throw new RunException("linux.netDevices: " + what + ": " + Errno.describe((int) -result));
        }
        return result;
    }
}
