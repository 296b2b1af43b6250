package io.microcontainer.build.cart;

import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that a cart needs and packages leave to scripts, or that belong to a session. */
final class CartFiles {

    private static final Origin ORIGIN = new Origin.Generated("cart");

    private static final String RC = """
            # The start file of crashcart's shell.
            PS1='[crashcart \\u@\\h \\w]\\$ '
            alias ls='ls --color=auto' ll='ls -l' grep='grep --color=auto'
            """;

    private static final String INPUTRC = """
            set bell-style none
            "\\e[H": beginning-of-line
            "\\e[F": end-of-line
            "\\e[3~": delete-char
            """;

    private static final String PASSWD = """
            root:x:0:0:root:/:/dev/crashcart/bin/sh
            nobody:x:65534:65534:nobody:/:/dev/crashcart/bin/sh
            """;

    private static final String GROUP = """
            root:x:0:
            nogroup:x:65534:
            """;

    private static final String FEDORA_OPENSSL = "/etc/pki/tls/openssl.cnf";

    private static final List<String> SHELLS = List.of("/bin/bash", "/usr/bin/bash", "/bin/dash", "/usr/bin/dash", "/bin/busybox",
            "/usr/bin/busybox");

    private CartFiles() {
    }

    /** A file of these bytes. */
    static Entry.RegularFile made(byte[] bytes) {
        return new Entry.RegularFile(0644, Content.of(bytes), ORIGIN);
    }

    /** Adds what a tree lacks. */
    static void add(FileTree tree) {
        tree.put(TreePath.of("/.crashcartrc"), text(RC));
        tree.put(TreePath.of("/etc/inputrc"), text(INPUTRC));
        tree.put(CartPlaces.inTree(CartPlaces.MUSL_DIRECTORIES),
                text(CartPlaces.ROOT + "/lib:" + CartPlaces.ROOT + "/usr/local/lib:" + CartPlaces.ROOT + "/usr/lib\n"));
        unlessThere(tree, "/etc/passwd", text(PASSWD));
        unlessThere(tree, "/etc/group", text(GROUP));
        shell(tree);
        openssl(tree);
        Optional<byte[]> certificates = CertificateBundle.of(tree);
        certificates.ifPresent(bytes -> unlessThere(tree, CertificateBundle.PLACE, made(bytes)));
    }

    private static void shell(FileTree tree) {
        SHELLS.stream().filter(path -> tree.resolve(TreePath.of(path)).entry().isPresent()).findFirst()
                .ifPresent(path -> unlessThere(tree, "/bin/sh", new Entry.Symlink(path, ORIGIN)));
    }

    /** One name each for what distributions put elsewhere: a session's variables lead there. */
    private static void openssl(FileTree tree) {
        Map.of("ossl-modules", "/om", "engines-3", "/oe").forEach((name, link) -> tree.entries().entrySet().stream()
                .filter(e -> e.getValue() instanceof Entry.Directory && e.getKey().name().equals(name)).findFirst().map(Map.Entry::getKey)
                .ifPresent(path -> tree.put(TreePath.of(link), new Entry.Symlink(path.toString(), ORIGIN))));
        if (tree.resolve(TreePath.of(FEDORA_OPENSSL)).entry().isPresent()) {
            unlessThere(tree, "/etc/ssl/openssl.cnf", new Entry.Symlink(FEDORA_OPENSSL, ORIGIN));
        }
    }

    private static void unlessThere(FileTree tree, String path, Entry entry) {
        TreePath place = TreePath.of(path);
        if (tree.resolve(place).entry().isEmpty()) {
            tree.remove(tree.locate(place).path());
            tree.put(place, entry);
        }
    }

    private static Entry.RegularFile text(String text) {
        return made(text.getBytes(StandardCharsets.UTF_8));
    }
}
