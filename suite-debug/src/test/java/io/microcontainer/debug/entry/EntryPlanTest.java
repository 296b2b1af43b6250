package io.microcontainer.debug.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.api.plan.Plan;
import io.microcontainer.api.plan.PlanPrinter;
import io.microcontainer.debug.cart.Cart;
import io.microcontainer.debug.cart.Cart.ImageType;
import io.microcontainer.debug.entry.EntryOrder.Program;
import io.microcontainer.debug.entry.Identity.Capabilities;
import io.microcontainer.debug.target.Credentials;
import io.microcontainer.debug.target.DirectoryEntry;
import io.microcontainer.debug.target.DirectoryEntry.Kind;
import io.microcontainer.debug.target.IdMap;
import io.microcontainer.debug.target.MountTable;
import io.microcontainer.debug.target.Namespace;
import io.microcontainer.debug.target.SecurityLabel;
import io.microcontainer.debug.target.SecurityLabel.Module;
import io.microcontainer.debug.target.TargetCgroups;
import io.microcontainer.debug.target.TargetProcess;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules that a session's plan keeps, read off the plan: no root needed. */
class EntryPlanTest {

    private static final List<DirectoryEntry> DEV = List.of(new DirectoryEntry("crashcart", Kind.DIRECTORY, ""),
            new DirectoryEntry("fd", Kind.LINK, "/proc/self/fd"), new DirectoryEntry("null", Kind.FILE, ""),
            new DirectoryEntry("pts", Kind.DIRECTORY, ""));
    private static final List<DirectoryEntry> ROOT = List.of(new DirectoryEntry("app", Kind.FILE, ""),
            new DirectoryEntry("proc", Kind.DIRECTORY, ""));

    private static TargetProcess target(Optional<List<DirectoryEntry>> dev) {
        return new TargetProcess(4711, 99, EnumSet.allOf(Namespace.class), IdMap.parse("0 100000 1000"), IdMap.parse("0 100000 1000"),
                new Credentials(100_000, 100_000, List.of(), 0, 0, 0, 0, 0, false, 0), new byte[0],
                new TargetCgroups(Map.of("", Path.of("/cg/web"), "pids", Path.of("/v1/web"))),
                MountTable.parse("1 0 0:1 / /proc rw - proc proc rw"), ROOT, dev, false, OptionalLong.of(815));
    }

    private static EntryOrder order(Cart cart, boolean shared, Optional<List<DirectoryEntry>> dev, Identity identity, Set<Integer> terminals) {
        return new EntryOrder("container web", target(dev), new TargetCgroups(Map.of("", Path.of("/cg"))), cart, shared, false, true, true, true,
                Optional.of(Path.of("/cg/web/crashcart-1-2")), identity, 40, List.of("SECRET=word"),
                List.of(new Program("/dev/crashcart/bin/sh", List.of("sh", "-c", "id"))), terminals, Optional.of(Path.of("/run/x/crashcart-1-2.attach")));
    }

    private static final Identity ROOT_USER = new Identity(0, 0, List.of(), Optional.empty(), false);
    private static final Cart DIRECTORY = new Cart.Directory(Path.of("/carts/one"));

    private static String text(Plan plan) {
        return PlanPrinter.text(plan);
    }

    private static void assertOrder(String text, String... parts) {
        int at = 0;
        for (String part : parts) {
            int found = text.indexOf(part, at);
            assertTrue(found >= 0, () -> "'" + part + "' is missing or too early of " + Arrays.toString(parts) + " in\n" + text);
            at = found;
        }
    }

    @Test
    void sealedAndRecovered() {
        Plan plan = EntryPlan.compile(order(DIRECTORY, false, Optional.of(DEV), ROOT_USER, Set.of()));
        assertTrue(plan.sealed());
        assertTrue(plan.cleanup() > 0);
        assertEquals(List.of("crashcart", "sweep"), plan.recovery().words());
    }

    /** The target is held before it is looked at; the cart is read-only before anyone sees it; the keeper is there before the session. */
    @Test
    void launcher() {
        assertOrder(text(EntryPlan.compile(order(DIRECTORY, false, Optional.of(DEV), ROOT_USER, Set.of()))),
                "pidfd_open(4711, 0)", "815", "the engine's word", "/proc/4711/root", "open_tree(AT_FDCWD, \"/carts/one\"",
                "mount_setattr($cart, \"\", AT_EMPTY_PATH|AT_RECURSIVE, {set MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV",
                "child at keeper", "mkdirat(AT_FDCWD, \"/cg/web/crashcart-1-2\"", "{CLONE_INTO_CGROUP, SIGCHLD}", "child at go-between",
                "wait for $guardian in the foreground");
    }

    @Test
    void privateView() {
        String text = text(EntryPlan.compile(order(DIRECTORY, false, Optional.of(DEV), ROOT_USER, Set.of())));
        assertOrder(text, "\"/v1/web/tasks\"", "setns($target, CLONE_NEWCGROUP|CLONE_NEWIPC|CLONE_NEWNET|CLONE_NEWPID|CLONE_NEWTIME|CLONE_NEWUTS)",
                "{CLONE_PARENT}", "setns($target, CLONE_NEWNS|CLONE_NEWUSER)", "setresuid(0, 0, 0)", "unshare(CLONE_NEWNS)",
                "MS_SLAVE", "chroot(\".\")", "\"null\", OPEN_TREE_CLONE", "\"crashcart\", 0755", "move_mount($cart");
        // Nothing is made in a directory of the target.
        assertFalse(text.contains("mkdirat($dev"), text);
        assertFalse(text.contains("\"crashcart\", OPEN_TREE_CLONE"), text);
        // What a path of the target says is never followed on the way to a mount.
        assertTrue(text.lines().filter(l -> l.contains("open_tree($dev")).allMatch(l -> l.contains("AT_SYMLINK_NOFOLLOW")));
    }

    @Test
    void rootIsRebuiltWhereThereIsNoDev() {
        String text = text(EntryPlan.compile(order(DIRECTORY, false, Optional.empty(), ROOT_USER, Set.of(0, 1, 2))));
        assertOrder(text, "cover the root directory", "show /app", "show /proc", "cover /dev", "show /dev/null", "show /dev/console");
    }

    @Test
    void program() {
        Identity like = new Identity(5, 6, List.of(7L), Optional.of(new Capabilities(0, 0x20, 0x20, 0x20, 0)), true);
        String text = text(EntryPlan.compile(order(DIRECTORY, false, Optional.of(DEV), like, Set.of())));
        assertOrder(text, "PR_CAPBSET_DROP, 0,", "PR_CAPBSET_DROP, 40,", "PR_SET_KEEPCAPS", "setgroups(1, {7})", "setresgid(6, 6, 6)",
                "setresuid(5, 5, 5)", "capset(", "PR_SET_NO_NEW_PRIVS", "PR_SET_PDEATHSIG, SIGKILL", "CLOSE_RANGE_CLOEXEC",
                "execve(\"/dev/crashcart/bin/sh\", [sh, -c, id], {1 words})");
        assertFalse(text.contains("PR_CAPBSET_DROP, 5,"), text);
        assertFalse(text.contains("word\""), "the environment may hold secrets");
    }

    /** The label is written by the host's procfs, before the rights for it are given up. */
    @Test
    void label() {
        for (SecurityLabel label : List.of(new SecurityLabel(Module.APPARMOR, "docker-default"), new SecurityLabel(Module.SELINUX, "u:r:t:s0:c1,c2"))) {
            Identity like = new Identity(5, 6, List.of(), Optional.of(new Capabilities(0, 0, 0, 0, 0)), true, List.of(), Optional.of(label));
            String text = text(EntryPlan.compile(order(DIRECTORY, false, Optional.of(DEV), like, Set.of())));
            assertOrder(text, "openat(AT_FDCWD, \"/proc\", O_PATH", "setns($target, CLONE_NEWNS", "openat($host-proc, \"self/attr/",
                    label.module() == Module.APPARMOR ? "\"exec docker-default\", 19)" : "\"u:r:t:s0:c1,c2\", 14)", "setresuid(5, 5, 5)", "execve(");
        }
    }

    /** A loop device clears itself; the mount of a shared session is marked, and is not seen by a private one. */
    @Test
    void images() {
        Cart ext4 = new Cart.Image(Path.of("/carts/ext4"), ImageType.EXT4);
        String text = text(EntryPlan.compile(order(ext4, false, Optional.of(DEV), ROOT_USER, Set.of())));
        assertOrder(text, "LOOP_CTL_GET_FREE", "LOOP_CONFIGURE", "LO_FLAGS_READ_ONLY|LO_FLAGS_AUTOCLEAR", "EBUSY", "fsopen(\"ext4\"", "\"noload\"",
                "FSCONFIG_CMD_CREATE", "fsmount(");
        Cart erofs = new Cart.Image(Path.of("/carts/erofs"), ImageType.EROFS);
        String shared = text(EntryPlan.compile(order(erofs, true, Optional.of(DEV), ROOT_USER, Set.of())));
        assertOrder(shared, "fsopen(\"erofs\"", "\"/carts/erofs\"", "LOOP_CONFIGURE", "MOUNT_ATTR_NODIRATIME", "umount2(\"/dev/crashcart\", UMOUNT_NOFOLLOW)");
        assertFalse(shared.contains("unshare("), shared);
    }

    /** The largest plans fit the machine's registers. */
    @Test
    void largest() {
        Cart erofs = new Cart.Image(Path.of("/carts/erofs"), ImageType.EROFS);
        Identity all = new Identity(5, 6, List.of(), Optional.of(Capabilities.all(-1L >>> 23)), false);
        for (boolean shared : new boolean[] { false, true }) {
            EntryPlan.compile(order(erofs, shared, Optional.empty(), all, Set.of(0, 1, 2)));
        }
        assertTrue(MountPlan.mount("web", target(Optional.of(DEV)), erofs).sealed());
        assertTrue(MountPlan.unmount("web", target(Optional.of(DEV))).sealed());
    }
}
