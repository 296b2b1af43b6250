package io.microcontainer.build.cart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.elf.ElfFile;
import io.microcontainer.build.elf.ElfReader;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files of packages: made with the host's bash, loader and libraries. */
class CartTreeTest {

    private static final Origin ORIGIN = new Origin.Generated("test");

    @TempDir
    private Path directory;

    private final FileTree tree = new FileTree();
    private final List<String> warnings = new ArrayList<>();

    private void put(String path, byte[] bytes) {
        tree.put(TreePath.of(path), new Entry.RegularFile(0755, Content.of(bytes), ORIGIN));
    }

    private ElfFile host(String path, String as) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(path));
        put(as, bytes);
        return ElfReader.read(Content.of(bytes)).orElseThrow();
    }

    private FileTree cart() {
        return CartTree.of(tree, ContentStore.open(directory.resolve("store")), "test", warnings);
    }

    private static byte[] bytes(FileTree cart, String path) throws IOException {
        return ((Entry.RegularFile) cart.resolve(TreePath.of(path)).entry().orElseThrow()).content().open().readAllBytes();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void programsFindTheCartsLoaderAndLibraries() throws IOException {
        ElfFile bash = host("/bin/bash", "/usr/bin/bash");
        String loader = bash.interpreter().orElseThrow();
        byte[] before = bytes(tree, "/usr/bin/bash");
        host(Path.of(loader).toRealPath().toString(), loader);
        host(Stream.of("/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64").map(d -> d + "/libc.so.6")
                .filter(p -> Files.exists(Path.of(p))).findFirst().orElseThrow(), "/usr/lib/libc.so.6");
        FileTree cart = cart();
        byte[] after = bytes(cart, "/usr/bin/bash");
        assertEquals(before.length, after.length);
        ElfFile moved = ElfReader.read(Content.of(after)).orElseThrow();
        assertEquals("/dev/crashcart/ld.so", moved.interpreter().orElseThrow());
        assertEquals(bash.needed(), moved.needed());
        assertTrue(moved.noDefaultDirectories());
        assertTrue(text(bytes(cart, "/ld.so")).contains("\0/dev/crashcart/c\0"));
        assertFalse(text(bytes(cart, "/ld.so")).contains("\0/etc/ld.so.preload\0"));
        assertTrue(text(bytes(cart, "/c")).startsWith("glibc-ld.so.cache1.1"));
        assertTrue(text(bytes(cart, "/c")).contains("\0/dev/crashcart/usr/lib/libc.so.6\0"));
        assertEquals("bash", ((Entry.Symlink) cart.get(TreePath.of("/bin/sh")).orElseThrow()).target().replaceFirst(".*/", ""));
        assertTrue(warnings.stream().anyMatch(w -> w.startsWith("/usr/bin/bash needs libtinfo.so.6")), warnings::toString);
    }

    /** Nothing of the target is loaded in place of a loader that the cart lacks. */
    @Test
    void withoutItsLoaderAProgramIsLeftOut() throws IOException {
        host("/bin/bash", "/bin/bash");
        assertTrue(cart().get(TreePath.of("/bin/bash")).isEmpty());
        assertTrue(warnings.getFirst().contains("its loader"), warnings::toString);
    }

    @Test
    void scriptsAndLinksStayInTheCart() throws IOException {
        put("/usr/bin/script", "#! /bin/sh -e\necho /bin/sh\n".getBytes(StandardCharsets.US_ASCII));
        tree.put(TreePath.of("/usr/lib/ssl/openssl.cnf"), new Entry.Symlink("/etc/ssl/openssl.cnf", ORIGIN));
        tree.put(TreePath.of("/top"), new Entry.Symlink("/", ORIGIN));
        FileTree cart = cart();
        assertEquals("#!/dev/crashcart/bin/sh -e\necho /bin/sh\n", text(bytes(cart, "/usr/bin/script")));
        assertEquals("../../../etc/ssl/openssl.cnf", ((Entry.Symlink) cart.get(TreePath.of("/usr/lib/ssl/openssl.cnf")).orElseThrow()).target());
        assertEquals(".", ((Entry.Symlink) cart.get(TreePath.of("/top")).orElseThrow()).target());
    }

    @Test
    void certificatesOfBothFamilies() throws IOException {
        put("/usr/share/ca-certificates/mozilla/One.crt", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----".getBytes(StandardCharsets.US_ASCII));
        put("/usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit", ("[p11-kit-object-v1]\ntrusted: true\n-----BEGIN CERTIFICATE-----\nBB==\n"
                + "-----END CERTIFICATE-----\n[p11-kit-object-v1]\nx-distrusted: true\n-----BEGIN CERTIFICATE-----\nCC==\n"
                + "-----END CERTIFICATE-----\n").getBytes(StandardCharsets.US_ASCII));
        assertEquals("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nBB==\n"
                + "-----END CERTIFICATE-----\n", text(bytes(cart(), "/etc/ssl/certs/ca-certificates.crt")));
    }

    @Test
    void uselessAndDangerousIsLeftOut() {
        put("/usr/share/man/man1/x.1", new byte[1]);
        put("/usr/include/x.h", new byte[1]);
        tree.put(TreePath.of("/usr/bin/su"), new Entry.RegularFile(04755, Content.of("x"), ORIGIN));
        FileTree cart = cart();
        assertTrue(cart.get(TreePath.of("/usr/share/man")).isEmpty());
        assertTrue(cart.get(TreePath.of("/usr/include")).isEmpty());
        assertEquals(0755, cart.get(TreePath.of("/usr/bin/su")).orElseThrow().mode());
    }

    @Test
    void aCartStaysAsItIs() {
        FileTree once = cart();
        assertEquals(once.entries(), CartTree.of(once, ContentStore.open(directory.resolve("store")), "again", warnings).entries());
    }
}
