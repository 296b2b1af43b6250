package io.microcontainer.build.cart;

import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a tree of one's own making into a new directory. */
final class TreeDirectory {

    private TreeDirectory() {
    }

    /** Writes all; directories last get their time, for it changes with what is made in them. */
    static void write(FileTree tree, Path directory, long time) throws IOException {
        List<Path> directories = new ArrayList<>();
        for (Map.Entry<TreePath, Entry> each : tree.entries().entrySet()) {
            Path path = directory.resolve(each.getKey().relative());
            switch (each.getValue()) {
                case Entry.Directory _ -> {
                    Files.createDirectory(path);
                    directories.add(path);
                }
                case Entry.RegularFile file -> {
                    try (InputStream in = file.content().open()) {
                        Files.copy(in, path);
                    }
                }
                case Entry.Symlink link -> Files.createSymbolicLink(path, Path.of(link.target()));
            }
            if (!(each.getValue() instanceof Entry.Symlink)) {
                Files.setPosixFilePermissions(path, permissions(each.getValue().mode()));
            }
            setTime(path, time);
        }
        for (Path path : directories.reversed()) {
            setTime(path, time);
        }
    }

    /** Removes a directory with all that is in it; fine if it is not there. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void setTime(Path path, long time) throws IOException {
        FileTime stamp = FileTime.fromMillis(time * 1000);
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setTimes(stamp, stamp, null);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode >> all.length - 1 - bit & 1) == 1) {
                set.add(all[bit]);
            }
        }
        return set;
    }
}
