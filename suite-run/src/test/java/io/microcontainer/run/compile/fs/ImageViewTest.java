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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths as chroot(2) and path_resolution(7) would resolve them. */
class ImageViewTest {

    @TempDir
    Path rootfs;

    private ImageView view;

    @BeforeEach
    void begin() throws IOException {
        Files.createDirectories(rootfs.resolve("a/b"));
        Files.writeString(rootfs.resolve("a/file"), "");
        link("a/up", "../../../../a");
        link("abs", "/a/b");
        link("chain", "abs/../file");
        link("dangling", "/x/y");
        link("loop", "loop");
        view = new ImageView(rootfs);
    }

    private void link(String name, String to) throws IOException {
        Files.createSymbolicLink(rootfs.resolve(name), Path.of(to));
    }

    @Test
    void symlinksStayInside() {
        assertEquals(List.of("a", "b"), find("abs").names());
        assertEquals(List.of("a", "b"), find("a/up/b").names());
        assertEquals(List.of("a", "file"), find("chain").names());
        assertEquals(ImageView.Kind.OTHER, find("chain").kind());
        assertEquals(ImageView.Kind.DIRECTORY, find("a/up").kind());
        assertEquals(List.of("x", "y", "z"), find("dangling/z").names());
        assertEquals(ImageView.Kind.MISSING, find("dangling/z").kind());
        assertEquals(List.of("a"), find("../../a/b/..").names());
        assertThrows(RunException.class, () -> find("loop"));
        assertTrue(view.isLink(List.of("a", "up", "up")));
        assertFalse(view.isLink(List.of("a", "up", "b")));
    }

    @Test
    void mountsCoverTheImage(@TempDir Path host) throws IOException {
        Files.createSymbolicLink(host.resolve("link"), Path.of("/a/file"));
        view.bind(List.of("a", "b"), host);
        assertEquals(List.of("a", "file"), find("abs/link").names());
        view.mount(List.of("a"), true);
        assertEquals(ImageView.Kind.MISSING, find("a/file").kind());
        assertTrue(find("a/file").certain());
        view.mount(List.of("sys"), false);
        assertEquals(ImageView.Kind.DIRECTORY, find("sys").kind());
        assertTrue(find("sys").certain());
        assertFalse(find("sys/class").certain());
    }

    @Test
    void namesByTextAlone() {
        assertEquals(List.of("a", "c"), ImageView.names("//a/./b/../c/"));
        assertEquals(List.of(), ImageView.names("/../.."));
    }

    private ImageView.Place find(String path) {
        return view.find(List.of(path.split("/")));
    }
}
