import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Runs a JVM that writes an ahead-of-time cache, and takes out of the cache what differs from run to run: {@code TimelessCache CACHE
 * COMMAND...}. That is the time of day as the JVM's soft references keep it, in milliseconds of the monotonic clock, and the
 * checksums over it. A soft reference of time 0 is one that was not used for long, which changes nothing else.
 *
 * <p>The format is HotSpot's (src/hotspot/share/include/cds.h): a header that begins with magic, CRC, version and size, in which
 * each region of the file is described by its CRC, flags, offset and length.
 */
public final class TimelessCache {

    private static final int MAGIC = 0xf00baba2;
    private static final int HEADER_CRC = 4;
    private static final int HEADER_SIZE = 12;
    /** The header's CRC is of what follows its size. */
    private static final int CHECKED_FROM = 16;
    /** Of the words that describe a region, from its CRC on. */
    private static final int IS_HEAP = 12;
    private static final int FILE_OFFSET = 24;
    private static final int USED = 40;

    /** The first word of an object in the archive. */
    private static final long UNLOCKED = 1;

    private final ByteBuffer bytes;

    private TimelessCache(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        Path cache = Path.of(words[0]);
        long from = System.nanoTime() / 1_000_000;
        int status = new ProcessBuilder(Arrays.copyOfRange(words, 1, words.length)).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("the JVM that writes " + cache + " ended with status " + status);
        }
        TimelessCache timeless = new TimelessCache(Files.readAllBytes(cache));
        timeless.takeOut(from, System.nanoTime() / 1_000_000);
        Files.write(cache, timeless.bytes.array());
    }

    private void takeOut(long from, long to) throws IOException {
        int header = bytes.getInt(HEADER_SIZE);
        if (bytes.getInt(0) != MAGIC || bytes.getInt(HEADER_CRC) != crc(CHECKED_FROM, header - CHECKED_FROM)) {
            throw new IOException("the cache's header is of a form that this program does not know");
        }
        int region = heapRegion(header);
        int offset = (int) bytes.getLong(region + FILE_OFFSET);
        int used = (int) bytes.getLong(region + USED);
        // The clock stands still between collections: few times are in many places. SoftReference.clock and most timestamps are the
        // last fields of what holds them, and another object's first word follows, which tells them from other numbers.
        Set<Long> times = new HashSet<>();
        for (int at = offset; at + 16 <= offset + used; at += 8) {
            long word = bytes.getLong(at);
            if (word >= from && word <= to && bytes.getLong(at + 8) == UNLOCKED) {
                times.add(word);
            }
        }
        if (times.isEmpty()) {
            throw new IOException("the cache has no soft references where this program looks for them");
        }
        for (int at = offset; at + 8 <= offset + used; at += 8) {
            if (times.contains(bytes.getLong(at))) {
                bytes.putLong(at, 0);
            }
        }
        bytes.putInt(region, crc(offset, used));
        bytes.putInt(HEADER_CRC, crc(CHECKED_FROM, header - CHECKED_FROM));
    }

    private int heapRegion(int header) throws IOException {
        for (int at = CHECKED_FROM; at + USED + 8 <= header; at += 4) {
            long offset = bytes.getLong(at + FILE_OFFSET);
            long used = bytes.getLong(at + USED);
            if (bytes.getInt(at + IS_HEAP) == 1 && offset > 0 && used > 0 && offset <= bytes.capacity() - used
                    && bytes.getInt(at) == crc((int) offset, (int) used)) {
                return at;
            }
        }
        throw new IOException("the cache has no heap region, or describes it in a form that this program does not know");
    }

    private int crc(int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes.array(), offset, length);
        return (int) crc.getValue();
    }
}
