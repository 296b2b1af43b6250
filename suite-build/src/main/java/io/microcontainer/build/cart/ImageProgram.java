package io.microcontainer.build.cart;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The host's programs for file system images, told to leave out all that differs from one run to the next. */
final class ImageProgram {

    private static final List<String> DIRECTORIES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/bin");

    /** Room for the inodes and the tables of ext4, in part of the files' size, and at least. */
    private static final int PART = 8;
    private static final long LEAST = 4 << 20;

    private static final int EXT4_BLOCK = 4096;

    private static final String NO_UUID = "63617274-0000-4000-8000-000000000000";

    private ImageProgram() {
    }

    /**
     * Makes an image of a tree that lies in a directory.
     *
     * @throws BuildException if the program is not there, or fails
     */
    static void run(CartFormat format, FileTree tree, Path directory, Path image, long time) throws IOException {
        String seconds = Long.toString(time);
        switch (format) {
            case SQUASHFS -> run(List.of(find("mksquashfs", "squashfs-tools"), directory.toString(), image.toString(), "-all-root", "-no-xattrs",
                    "-noappend", "-no-progress", "-quiet", "-reproducible", "-mkfs-time", seconds, "-all-time", seconds), Map.of());
            case EXT4 -> {
                // To the library a time of 0 is none, and it takes the clock's. Before 1.47.1 it knows the second name only.
                String noClock = Long.toString(Math.max(time, 1));
                run(ext4(tree, directory, image), Map.of("SOURCE_DATE_EPOCH", noClock, "E2FSPROGS_FAKE_TIME", noClock));
                Ext4Times.set(image, time);
            }
            default -> throw new IllegalArgumentException(format + " needs no program");
        }
    }

    /** The size is told by the tree: to walk through the directory would leave times of access there, which mke2fs copies. */
    private static List<String> ext4(FileTree tree, Path directory, Path image) {
        long blocks = tree.entries().values().stream().mapToLong(ImageProgram::blocks).sum();
        long size = blocks + blocks / PART + LEAST / EXT4_BLOCK;
        return List.of(find("mke2fs", "e2fsprogs"), "-q", "-F", "-t", "ext4", "-b", Integer.toString(EXT4_BLOCK), "-m", "0",
                "-O", "^has_journal,^metadata_csum,^metadata_csum_seed,^orphan_file", "-U", NO_UUID, "-E",
                "hash_seed=" + NO_UUID + ",root_owner=0:0,lazy_itable_init=0", "-d", directory.toString(), image.toString(), Long.toString(size));
    }

    private static long blocks(Entry entry) {
        return 1 + (entry instanceof Entry.RegularFile file ? file.content().size() / EXT4_BLOCK : 0);
    }

    private static String find(String program, String from) {
        return DIRECTORIES.stream().map(d -> d + "/" + program).filter(p -> Files.isExecutable(Path.of(p))).findFirst()
                .orElseThrow(() -> new BuildException(program + " is not there, and makes images of this format: install " + from
                        + ", or take --format erofs, which needs no program"));
    }

    private static void run(List<String> words, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(words)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new BuildException(words.getFirst() + " failed with status " + status + ": " + text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException(words.getFirst() + " was interrupted", e);
        }
    }
}
