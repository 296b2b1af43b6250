import com.github.luben.zstd.ZstdCompressCtx;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Writes the payload of the single file: {@code PackTree TREE OUTPUT LEVEL SECONDS}. The format is told in
 * suite-app/src/main/c/single/unpack.c. SECONDS since 1970 is the time of all files. The same tree gives the same bytes.
 */
public final class PackTree {

    /** Pieces are unpacked side by side, so that they are small; a larger window would not make the payload much smaller. */
    private static final int PIECE = 4 << 20;

    private final int level;
    private final ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final StringBuilder index = new StringBuilder();
    private long offset;

    private PackTree(int level) {
        this.level = level;
    }

    public static void main(String[] words) throws Exception {
        PackTree pack = new PackTree(Integer.parseInt(words[2]));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(words[1])), 1 << 20)) {
            pack.write(Path.of(words[0]), Long.parseLong(words[3]), out);
        } finally {
            pack.threads.shutdown();
        }
    }

    private void write(Path tree, long seconds, OutputStream out) throws IOException, InterruptedException, ExecutionException {
        index.append("time ").append(seconds).append('\n');
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(tree)) {
            entries = walk.filter(path -> !path.equals(tree)).sorted().toList();
        }
        for (Path path : entries) {
            String name = tree.relativize(path).toString();
            if (name.contains(" ") || name.contains("\n")) {
                throw new IOException(name + ": the index has no names with blanks");
            }
            if (Files.isSymbolicLink(path)) {
                index.append("link ").append(name).append(' ').append(Files.readSymbolicLink(path)).append('\n');
            } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                index.append("dir ").append(name).append('\n');
            } else {
                index.append("file ").append(Files.isExecutable(path) ? "755 " : "644 ").append(name).append('\n');
                writeFile(path, out);
            }
        }
        byte[] text = index.toString().getBytes(StandardCharsets.UTF_8);
        byte[] packed = compress(text);
        out.write(packed);
        out.write(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(packed.length).putLong(text.length).array());
    }

    private void writeFile(Path path, OutputStream out) throws IOException, InterruptedException, ExecutionException {
        List<Future<byte[]>> pieces = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            for (long left = file.length(); left > 0;) {
                byte[] piece = new byte[(int) Math.min(left, PIECE)];
                file.readFully(piece);
                left -= piece.length;
                sizes.add(piece.length);
                pieces.add(threads.submit(() -> compress(piece)));
            }
        }
        for (int i = 0; i < pieces.size(); i++) {
            byte[] packed = pieces.get(i).get();
            out.write(packed);
            index.append("piece ").append(offset).append(' ').append(packed.length).append(' ').append(sizes.get(i)).append('\n');
            offset += packed.length;
        }
    }

    private byte[] compress(byte[] bytes) {
        try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setLevel(level).setChecksum(true).setContentSize(true);
            return zstd.compress(bytes);
        }
    }
}
