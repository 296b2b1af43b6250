package io.microcontainer.run.compile.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root and what is done to it: devices, masked and read-only paths, sysctls, terminal, the change of the root. */
class RootPlanTest {

    @TempDir
    Path bundle;

    private PlanText plan;

    @BeforeEach
    void begin() throws IOException {
        plan = new PlanText(bundle);
    }

    @Test
    void rootIsChangedByDescriptor() {
        String text = plan.root("{\"path\": \"rootfs\", \"readonly\": true}").compile();
        assertEquals(List.of("fchdir($root)  # enter the root",
                "$other = openat2(AT_FDCWD, \"/\", {O_PATH|O_DIRECTORY|O_CLOEXEC}, 24)  # open the old root",
                "pivot_root(\".\", \".\")  # pivot_root",
                "fchdir($other)  # leave the old root",
                "mount_setattr($other, \"\", AT_EMPTY_PATH|AT_RECURSIVE, {MS_SLAVE}, 32)  # leave the old root",
                "umount2(\".\", MNT_DETACH)  # leave the old root",
                "close($other)",
                "chdir(\"/\")  # leave the old root",
                "close($root)"), PlanText.between(text, "fchdir($root)", "close($root)"));
        int readonly = text.indexOf("{MOUNT_ATTR_RDONLY}, 32)  # make the root read-only");
        assertTrue(readonly > 0 && readonly < text.indexOf("pivot_root("), text);
    }

    @Test
    void withoutPivotTheHostsProcfsIsHidden() {
        String text = plan.noPivot().compile();
        assertFalse(text.contains("pivot_root("), text);
        int hidden = text.indexOf("umount2(\"/proc\", MNT_DETACH)");
        assertTrue(hidden > 0 && hidden < text.indexOf("chroot(\".\")"), text);
    }

    @Test
    void propagation() {
        String text = plan.compile();
        assertTrue(text.contains("mount_setattr(AT_FDCWD, \"/\", AT_RECURSIVE, {MS_SLAVE}, 32)"), text);
        assertTrue(text.contains("mount_setattr($root, \"\", AT_EMPTY_PATH, {MS_PRIVATE}, 32)"), text);
        text = plan.linux("\"rootfsPropagation\": \"rshared\"").compile();
        int kept = text.indexOf("{MS_SLAVE}, 32)  # keep the container's mounts from the host");
        int shared = text.lastIndexOf("mount_setattr($root, \"\", AT_EMPTY_PATH|AT_RECURSIVE, {MS_SHARED}, 32)");
        assertTrue(kept > 0 && kept < text.indexOf("pivot_root(") && text.indexOf("pivot_root(") < shared, text);
        text = plan.linux("\"rootfsPropagation\": \"slave\"").compile();
        assertFalse(text.contains("mount_setattr($root, \"\", AT_EMPTY_PATH, {MS_PRIVATE}"), text);
    }

    @Test
    void masks() {
        String text = plan.linux("\"maskedPaths\": [\"/proc/kcore\", \"/proc/kcore/\", \"/sys/firmware\"]").compile();
        assertTrue(text.contains("$host-null = openat2(AT_FDCWD, \"/dev/null\", {O_PATH|O_CLOEXEC}, 24)"), text);
        assertTrue(text.indexOf("$host-null = openat2") < text.indexOf("# mount the root"), text);
        List<String> mask = PlanText.between(text, "$target = openat2($root, \"proc/kcore\"", "next.");
        assertTrue(mask.getFirst().contains("RESOLVE_IN_ROOT|RESOLVE_NO_MAGICLINKS"), text);
        assertTrue(mask.stream().anyMatch(l -> l.startsWith("$mount = open_tree($host-null, \"\"")), text);
        assertTrue(mask.stream().anyMatch(l -> l.startsWith("$mount = open_tree($empty, \"\"")), text);
        assertEquals(1, text.split("fsopen\\(\"tmpfs\"", -1).length - 1, "one tmpfs for all");
        assertEquals(3, text.split("openat2\\(\\$root, \"proc/kcore\"|openat2\\(\\$root, \"sys/firmware\", \\{O_PATH\\|O_DIR", -1)
                .length - 1, "each path once");
    }

    @Test
    void readonlyPathsAreRecursive() {
        String text = plan.linux("\"readonlyPaths\": [\"/proc/sys\"]").compile();
        assertTrue(text.contains("$mount = open_tree($target, \"\", OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC|AT_EMPTY_PATH|AT_RECURSIVE)"
                + "  # make /proc/sys read-only"), text);
        assertTrue(text.contains("mount_setattr($mount, \"\", AT_EMPTY_PATH|AT_RECURSIVE, {MOUNT_ATTR_RDONLY}, 32)"), text);
    }

    @Test
    void sysctlsGoToAPrivateProcfs() {
        String text = plan.namespaces(Set.of("mount", "network"))
                .linux("\"sysctl\": {\"net.ipv4.ip_forward\": \"1\", \"net/ipv4/conf/eth0.1/forwarding\": \"0\", "
                        + "\"net.ipv4.conf.eth0/2.forwarding\": \"0\"}").compile();
        assertTrue(text.contains("openat2($procfs, \"sys/net/ipv4/ip_forward\", {O_WRONLY|O_CLOEXEC, RESOLVE_BENEATH|"
                + "RESOLVE_NO_SYMLINKS|RESOLVE_NO_XDEV}, 24)"), text);
        assertTrue(text.contains("\"sys/net/ipv4/conf/eth0.1/forwarding\""), text);
        assertTrue(text.contains("\"sys/net/ipv4/conf/eth0.2/forwarding\""), text);
        assertTrue(text.indexOf("# set sysctl") < text.indexOf("pivot_root("), text);
    }

    @Test
    void devices() {
        String text = plan.linux("""
                "devices": [{"path": "/dev/fuse", "type": "c", "major": 10, "minor": 229, "fileMode": 384, "uid": 1, "gid": 2},
                 {"path": "/dev/sda300", "type": "b", "major": 259, "minor": 300}, {"path": "/dev/ptmx", "type": "c"},
                 {"path": "/run/fifo", "type": "p"}]""").compile();
        // mknod(2) numbers: minor & 0xff | major << 8 | (minor & ~0xff) << 12
        assertTrue(text.contains("$word = mknodat($dev, \"null\", 020666, 259)"), text);
        assertTrue(text.contains("mknodat($dev, \"fuse\", 020600, " + (229 | 10 << 8) + ")"), text);
        assertTrue(text.contains("fchownat($dev, \"fuse\", 1, 2, AT_SYMLINK_NOFOLLOW)"), text);
        assertTrue(text.contains("mknodat($dev, \"sda300\", 060666, " + (44 | 259 << 8 | 256 << 12) + ")"), text);
        assertTrue(text.contains("mknodat($target, \"fifo\", 010666, 0)"), text);
        assertFalse(text.contains("mknodat($dev, \"ptmx\""), text);
        assertTrue(text.contains("symlinkat(\"pts/ptmx\", $dev, \"ptmx\")"), text);
        assertTrue(text.contains("symlinkat(\"/proc/self/fd/2\", $dev, \"stderr\")"), text);
    }

    @Test
    void userNamespacesGetTheHostsDevices() {
        String text = plan.namespaces(Set.of("mount", "user")).compile();
        assertTrue(text.contains("open_tree(AT_FDCWD, \"/dev/urandom\", OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC)"), text);
        assertFalse(text.contains("020666"), text);
    }

    @Test
    void devOfTheHostIsTakenAsItIs() {
        String text = plan.compile("{\"destination\": \"/dev\", \"type\": \"bind\", \"source\": \"/dev\", "
                + "\"options\": [\"rbind\"]}");
        assertFalse(text.contains("mknodat($dev"), text);
        assertFalse(text.contains("symlinkat("), text);
    }

    @Test
    void terminalIsReachedByDescriptorOnly() {
        String text = plan.process("{\"cwd\": \"/\", \"args\": [\"sh\"], \"terminal\": true, "
                + "\"consoleSize\": {\"height\": 24, \"width\": 80}}").compile();
        assertTrue(text.contains("$master = openat2($other, \"ptmx\", {O_RDWR|O_NOCTTY|O_CLOEXEC, RESOLVE_BENEATH|"
                + "RESOLVE_NO_SYMLINKS|RESOLVE_NO_XDEV}, 24)"), text);
        assertTrue(text.contains("$slave = ioctl($master, TIOCGPTPEER, O_RDWR|O_NOCTTY|O_CLOEXEC)"), text);
        assertTrue(text.contains("ioctl($master, TIOCSWINSZ, {24 rows, 80 columns})"), text);
        assertTrue(text.contains("$mount = open_tree($slave, \"\", "), text);
        assertTrue(text.contains("openat2($dev, \"console\", {O_PATH|O_CLOEXEC, RESOLVE_BENEATH|RESOLVE_NO_SYMLINKS}, 24)"), text);
    }

    @Test
    void workingDirectoryIsMade() {
        assertTrue(plan.process("{\"cwd\": \"/srv/app\", \"args\": [\"sh\"]}").compile()
                .contains("mkdirat($root, \"srv\", 0755)"));
        assertFalse(plan.process("{\"cwd\": \"/etc\", \"args\": [\"sh\"]}").compile().contains("mkdirat($root, \"etc\""));
    }

    @Test
    void refusals() {
        RunException e = assertThrows(RunException.class, () -> plan.root("{\"path\": \"nowhere\"}").compile());
        assertTrue(e.getMessage().contains("nowhere does not exist"), e.getMessage());
        plan.root("{\"path\": \"rootfs\"}");
        e = assertThrows(RunException.class, () -> plan.namespaces(Set.of("pid")).compile());
        assertTrue(e.getMessage().contains("mount namespace"), e.getMessage());
    }
}
