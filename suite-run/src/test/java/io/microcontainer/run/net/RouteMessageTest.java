package io.microcontainer.run.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.oci.runtime.NetDevice;
import io.microcontainer.run.RunException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Requests byte by byte, as rtnetlink(7) lays them out on a little-endian machine, and the kernel's answers. */
class RouteMessageTest {

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void anInterfaceIsMovedByDescriptorAndName() {
        byte[] move = RouteMessage.move(7, "eth0", 0);
        // nlmsghdr: 52 bytes, RTM_NEWLINK, REQUEST|ACK, sequence 1; ifinfomsg with number 7; IFLA_NET_NS_FD; IFLA_IFNAME "eth0\0"
        assertEquals("34000000" + "1000" + "0500" + "01000000" + "00000000" + "00000000" + "07000000" + "00000000" + "00000000"
                + "08001c00" + "00000000" + "09000300" + "6574683000" + "000000", hex(move));
        assertEquals(36, RouteMessage.NAMESPACE);
        assertTrue(hex(RouteMessage.move(7, "e%d", 0x10000007)).endsWith("08003100" + "07000010"));
    }

    @Test
    void addressesKeepWhatWasChosen() {
        InterfaceAddress address = new InterfaceAddress(2, 24, 0x200, Map.of(2, new byte[] {10, 0, 0, 1}));
        assertEquals("28000000" + "1400" + "0506" + "01000000" + "00000000" + "02" + "18" + "00" + "00" + "00000000"
                + "08000200" + "0a000001" + "08000800" + "00020000", hex(RouteMessage.add(address)));
    }

    @Test
    void onlyPermanentAddressesOfGlobalScopeGoAlong() {
        Map<Integer, List<InterfaceAddress>> found = new TreeMap<>();
        HostInterfaces.read(address(0, 0x80 | 0x200 | 0x01), found);
        HostInterfaces.read(address(253, 0x80), found);
        HostInterfaces.read(address(0, 0), found);
        assertEquals(1, found.get(7).size());
        InterfaceAddress kept = found.get(7).getFirst();
        assertEquals(64, kept.prefixLength());
        // IFA_F_NOPREFIXROUTE was chosen; IFA_F_PERMANENT and IFA_F_SECONDARY are state
        assertEquals(0x200, kept.flags());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, kept.attributes().get(1));
        assertFalse(kept.attributes().containsKey(6));
    }

    /** An answer of RTM_NEWADDR: IFA_ADDRESS, IFA_CACHEINFO, IFA_FLAGS. */
    private static ByteBuffer address(int scope, int flags) {
        ByteBuffer out = ByteBuffer.allocate(56).order(ByteOrder.nativeOrder());
        out.putInt(56).putShort((short) 20).putShort((short) 2).putLong(0);
        out.put((byte) 10).put((byte) 64).put((byte) (flags & 0xff)).put((byte) scope).putInt(7);
        out.putShort((short) 8).putShort((short) 1).put(new byte[] {1, 2, 3, 4});
        out.putShort((short) 12).putShort((short) 6).putLong(0);
        out.putShort((short) 8).putShort((short) 8).putInt(flags);
        return out.limit(out.position()).rewind();
    }

    @Test
    void theKernelTellsOfItsInterfaces() {
        MovedInterface loopback = HostInterfaces.find(Map.of("lo", new NetDevice("there", Map.of()))).getFirst();
        assertEquals(1, loopback.index());
        assertEquals("there", loopback.target());
        // 127.0.0.1 is of host scope
        assertEquals(List.of(), loopback.addresses());
        assertEquals("linux.netDevices: there is no network interface nosuch0 in the network namespace of the caller",
                assertThrows(RunException.class, () -> HostInterfaces.find(Map.of("nosuch0", new NetDevice(null, Map.of())))).getMessage());
    }
}
