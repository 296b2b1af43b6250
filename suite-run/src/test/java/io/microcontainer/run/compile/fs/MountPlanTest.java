package io.microcontainer.run.compile.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps that each kind of mount becomes: the manual pages of the mount API, and what runc mounts for the same words. */
class MountPlanTest {

    @TempDir
    Path bundle;

    private PlanText plan;

    @BeforeEach
    void begin() throws IOException {
        plan = new PlanText(bundle);
    }

    @Test
    void freshFileSystem() {
        String text = plan.compile("""
                {"destination": "/dev/shm", "type": "tmpfs", "source": "shm",
                 "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k", "sync"]}""");
        assertEquals(List.of(
                "$other = fsopen(\"tmpfs\", FSOPEN_CLOEXEC)  # mount tmpfs on /dev/shm",
                "fsconfig($other, FSCONFIG_SET_STRING, \"source\", \"shm\", 0)",
                "fsconfig($other, FSCONFIG_SET_STRING, \"mode\", \"1777\", 0)  # mount tmpfs on /dev/shm: option mode=1777",
                "fsconfig($other, FSCONFIG_SET_STRING, \"size\", \"65536k\", 0)  # mount tmpfs on /dev/shm: option size=65536k",
                "fsconfig($other, FSCONFIG_SET_FLAG, \"sync\", NULL, 0)  # mount tmpfs on /dev/shm: option sync",
                "fsconfig($other, FSCONFIG_CMD_CREATE, NULL, NULL, 0)  # mount tmpfs on /dev/shm",
                "$mount = fsmount($other, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV|MOUNT_ATTR_NOEXEC)"
                        + "  # mount tmpfs on /dev/shm",
                "close($other)"), PlanText.between(text, "$other = fsopen(\"tmpfs\"", "close($other)"));
        assertTrue(text.contains("move_mount($mount, \"\", $target, \"\", MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_EMPTY_PATH)"
                + "  # mount tmpfs on /dev/shm"), text);
    }

    @Test
    void missingTargetIsMadeNameByName() {
        String text = plan.compile("{\"destination\": \"/etc/a//b/../c\", \"type\": \"tmpfs\"}");
        assertTrue(text.contains("$target = openat2($root, \"etc/a/c\", {O_PATH|O_DIRECTORY|O_CLOEXEC, "
                + "RESOLVE_BENEATH|RESOLVE_NO_SYMLINKS}, 24)  on ENOENT go to make."), text);
        List<String> made = PlanText.between(text, "mkdirat($root, \"etc\", 0755)", "mkdirat($other, \"c\", 0755)");
        assertTrue(made.stream().anyMatch(l -> l.startsWith("mkdirat($other, \"a\", 0755)  or not: EEXIST")), text);
        assertTrue(made.stream().filter(l -> l.contains("openat2(")).allMatch(l -> l.contains("RESOLVE_NO_SYMLINKS")), text);
    }

    @Test
    void bindIsOpenedBeforeAnythingIsMounted() throws IOException {
        Files.createDirectory(bundle.resolve("data"));
        String text = plan.compile("{\"destination\": \"/proc\", \"type\": \"proc\"}", """
                {"destination": "/data", "type": "bind", "source": "data", "options": ["rbind", "ro", "nosuid", "rnodev",
                 "rprivate"]}""");
        String opened = "open_tree(AT_FDCWD, \"" + bundle + "/data\", OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC|AT_RECURSIVE)";
        assertTrue(text.indexOf(opened) > 0 && text.indexOf(opened) < text.indexOf("fsopen(\"proc\""), text);
        List<String> bound = PlanText.between(text, "mount_setattr($mount, \"\", AT_EMPTY_PATH, "
                + "{MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOSUID}, 32)", "close($mount)");
        assertTrue(bound.get(1).startsWith("mount_setattr($mount, \"\", AT_EMPTY_PATH|AT_RECURSIVE, {MOUNT_ATTR_NODEV}, 32)"),
                text);
        assertTrue(bound.get(2).startsWith("move_mount("), text);
        assertTrue(bound.stream().anyMatch(l -> l.startsWith(
                "mount_setattr($mount, \"\", AT_EMPTY_PATH|AT_RECURSIVE, {MS_PRIVATE}, 32)")), text);
    }

    @Test
    void bindOntoSymlinksOfTheImage() throws IOException {
        Path file = Files.writeString(bundle.resolve("file"), "x");
        Files.createSymbolicLink(bundle.resolve("rootfs/etc/localtime"), Path.of("../usr/share/zoneinfo/UTC"));
        Files.createSymbolicLink(bundle.resolve("rootfs/out"), Path.of("../../../../somewhere"));
        String text = plan.compile(bind("/etc/localtime", file), bind("/out/x", file));
        assertTrue(text.contains("openat2($root, \"usr/share/zoneinfo/UTC\", {O_PATH|O_CLOEXEC, RESOLVE_BENEATH|"
                + "RESOLVE_NO_SYMLINKS}, 24)"), text);
        assertTrue(text.contains("mknodat($other, \"UTC\", 0100644, 0)"), text);
        assertTrue(text.contains("openat2($root, \"somewhere/x\", "), text);
        assertTrue(text.contains("mkdirat($root, \"somewhere\", 0755)"), text);
    }

    @Test
    void readonlyTmpfsIsFilledFirst() {
        String text = plan.compile("{\"destination\": \"/dev\", \"type\": \"tmpfs\", \"options\": [\"ro\", \"nosuid\"]}");
        assertTrue(text.contains("fsmount($other, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID)"), text);
        int device = text.indexOf("mknodat($dev, \"null\"");
        int readonly = text.indexOf("{MOUNT_ATTR_RDONLY}, 32)  # make /dev read-only");
        assertTrue(device > 0 && readonly > device, text);
    }

    @Test
    void readonlySysfsIsReadonlyInItselfToo() {
        String text = plan.compile("{\"destination\": \"/sys\", \"type\": \"sysfs\", \"options\": [\"ro\"]}");
        assertTrue(text.contains("fsconfig($other, FSCONFIG_SET_FLAG, \"ro\", NULL, 0)"), text);
        assertTrue(text.contains("fsmount($other, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY)"), text);
    }

    @Test
    void hostTreeStandsInForWhatAUserNamespaceMayNotMount() {
        String sysfs = "{\"destination\": \"/sys\", \"type\": \"sysfs\", \"options\": [\"ro\"]}";
        assertFalse(plan.compile(sysfs).contains("\"/sys\", OPEN_TREE_CLONE"));
        String text = plan.namespaces(Set.of("mount", "user")).compile(sysfs);
        List<String> instead = PlanText.between(text, "$mount = open_tree(AT_FDCWD, \"/sys\"", "go to");
        assertTrue(instead.get(1).startsWith(
                "mount_setattr($mount, \"\", AT_EMPTY_PATH|AT_RECURSIVE, {MOUNT_ATTR_RDONLY}, 32)"), text);
    }

    @Test
    void longOptionsGoThroughMountCall() {
        String lower = "lowerdir=/" + "l".repeat(300);
        String text = plan.compile("{\"destination\": \"/mnt\", \"type\": \"overlay\", \"source\": \"overlay\", \"options\": "
                + "[\"nosuid\", \"" + lower + "\", \"volatile\"]}");
        assertTrue(text.contains("mount(\"overlay\", \".\", \"overlay\", MS_NOSUID, \"" + lower + ",volatile\")"), text);
    }

    @Test
    void cgroupHierarchies() {
        CgroupView view = new CgroupView(List.of(
                new CgroupView.Hierarchy("cpu,cpuacct", Set.of("cpu", "cpuacct"), Path.of("/sys/fs/cgroup/cpu,cpuacct/web")),
                new CgroupView.Hierarchy("unified", Set.of(), Path.of("/sys/fs/cgroup/unified/web"))), false, true);
        String mount = "{\"destination\": \"/sys/fs/cgroup\", \"type\": \"cgroup\", \"options\": [\"ro\", \"nosuid\"]}";
        String text = plan.cgroups(view).compile(mount);
        assertTrue(text.contains("fsconfig($other, FSCONFIG_SET_FLAG, \"cpuacct\", NULL, 0)"), text);
        assertTrue(text.contains("symlinkat(\"cpu,cpuacct\", $other, \"cpu\")"), text);
        assertTrue(text.contains("fsopen(\"cgroup2\", FSOPEN_CLOEXEC)  # mount cgroup on /sys/fs/cgroup: unified"), text);
        text = plan.cgroups(new CgroupView(view.hierarchies(), false, false)).compile(mount);
        assertTrue(text.contains("open_tree(AT_FDCWD, \"/sys/fs/cgroup/cpu,cpuacct/web\""), text);
        assertFalse(text.contains("fsopen(\"cgroup\""), text);
        text = plan.cgroups(new CgroupView(List.of(), true, true)).compile(mount);
        assertTrue(text.contains("fsopen(\"cgroup2\", FSOPEN_CLOEXEC)  or not") || text.contains(
                "fsopen(\"cgroup2\", FSOPEN_CLOEXEC)  on EPERM go to"), text);
    }

    @Test
    void remountChangesWhatIsThere() {
        String text = plan.compile("""
                {"destination": "/dev", "options": ["remount", "bind", "ro"]}""", """
                {"destination": "/tmp", "type": "tmpfs", "options": ["remount", "size=1m"]}""");
        assertTrue(text.contains("mount_setattr($mount, \"\", AT_EMPTY_PATH, {MOUNT_ATTR_RDONLY}, 32)  # remount /dev"), text);
        assertTrue(text.contains("fspick($mount, \"\", FSPICK_CLOEXEC|FSPICK_EMPTY_PATH)"), text);
        assertTrue(text.contains("FSCONFIG_CMD_RECONFIGURE"), text);
    }

    @Test
    void copyUp() throws IOException {
        Path var = Files.createDirectories(bundle.resolve("rootfs/var/lib"));
        Files.writeString(var.resolve("file"), "x");
        Files.createSymbolicLink(var.resolve("link"), Path.of("/etc/passwd"));
        String text = plan.compile("{\"destination\": \"/var\", \"type\": \"tmpfs\", \"options\": [\"tmpcopyup\"]}");
        assertTrue(text.contains("mkdirat($mount, \"lib\", 0700)"), text);
        assertTrue(text.contains("openat2($target, \"lib/file\", {O_RDONLY|O_CLOEXEC, RESOLVE_BENEATH|RESOLVE_NO_SYMLINKS}"),
                text);
        assertTrue(text.contains("symlinkat(\"/etc/passwd\", $mount, \"lib/link\")"), text);
        int filled = text.indexOf("symlinkat(\"/etc/passwd\"");
        assertTrue(filled < text.indexOf("move_mount($mount", filled), text);
    }

    @Test
    void refusals() throws IOException {
        Path file = Files.writeString(bundle.resolve("file"), "x");
        Files.createSymbolicLink(bundle.resolve("rootfs/up"), Path.of("proc/self"));
        refused("mounts[0].source /no/such for /x does not exist", bind("/x", Path.of("/no/such")));
        refused("mounts[0]: source " + file.toRealPath() + " is not a directory", bind("/etc", file));
        refused("covers /proc", "{\"destination\": \"/proc\", \"type\": \"tmpfs\"}");
        refused("leads to /proc/self/attr", "{\"destination\": \"/up/attr\", \"type\": \"tmpfs\"}");
        refused("mounts[0].destination /.. is the container's root", "{\"destination\": \"/..\", \"type\": \"tmpfs\"}");
        refused("for bind mounts only", "{\"destination\": \"/x\", \"type\": \"tmpfs\", \"options\": [\"idmap\"]}");
        refused("tmpcopyup", "{\"destination\": \"/x\", \"type\": \"proc\", \"options\": [\"tmpcopyup\"]}");
        refused("bind mount without a source", "{\"destination\": \"/x\", \"type\": \"bind\"}");
        refused("nothing to mount", "{\"destination\": \"/x\", \"options\": [\"ro\"]}");
        Files.delete(bundle.resolve("rootfs/proc"));
        Files.createSymbolicLink(bundle.resolve("rootfs/proc"), Path.of("etc"));
        refused("/proc of the image is a symlink", "{\"destination\": \"/proc\", \"type\": \"proc\"}");
    }

    @Test
    void lxcfsFilesMayCoverProc() throws IOException {
        Path file = Files.writeString(bundle.resolve("file"), "x");
        String text = plan.compile("{\"destination\": \"/proc\", \"type\": \"proc\"}", bind("/proc/meminfo", file));
        assertTrue(text.contains("# bind " + file + " on /proc/meminfo"), text);
    }

    private void refused(String reason, String mount) {
        RunException e = assertThrows(RunException.class, () -> plan.compile(mount));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static String bind(String destination, Path source) {
        return "{\"destination\": \"" + destination + "\", \"type\": \"bind\", \"source\": \"" + source
                + "\", \"options\": [\"bind\"]}";
    }
}
