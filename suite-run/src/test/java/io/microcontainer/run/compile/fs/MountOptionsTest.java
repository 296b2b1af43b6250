package io.microcontainer.run.compile.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of runtime-spec, config.md, "Linux mount options"; numbers of linux/mount.h. */
class MountOptionsTest {

    @ParameterizedTest
    @CsvSource({"ro,1,0", "rw,0,1", "nosuid,2,0", "suid,0,2", "nodev,4,0", "dev,0,4", "noexec,8,0", "exec,0,8",
            "noatime,0x10,0x70", "strictatime,0x20,0x70", "relatime,0,0x70", "atime,0,0x70", "norelatime,0,0x70",
            "nostrictatime,0,0x70", "nodiratime,0x80,0", "diratime,0,0x80", "nosymfollow,0x200000,0", "symfollow,0,0x200000"})
    void attributes(String word, String set, String clear) {
        MountOptions own = parse(word);
        assertEquals(Long.decode(set), own.attributes().setBits());
        assertEquals(Long.decode(clear), own.attributes().clearBits());
        assertTrue(own.recursive().isNone());
        MountOptions deep = parse("r" + word);
        assertEquals(Long.decode(set), deep.recursive().setBits());
        assertEquals(Long.decode(clear), deep.recursive().clearBits());
        assertTrue(deep.attributes().isNone());
        assertEquals(List.of(), own.data());
        assertEquals(List.of(), deep.data());
    }

    @Test
    void theLastWins() {
        assertEquals(1, parse("rw", "ro").attributes().setBits());
        assertEquals(1, parse("ro", "rw").attributes().clearBits());
        assertEquals(0, parse("ro", "rw").attributes().setBits());
        assertEquals(0x20, parse("noatime", "strictatime").attributes().setBits());
        assertEquals(0, parse("noatime", "relatime").attributes().setBits());
        assertEquals(List.of(), parse("sync", "async").superblock());
    }

    @Test
    void kinds() {
        MountOptions options = parse("rbind", "bind", "rslave", "unbindable", "sync", "dirsync", "lazytime", "mand", "size=1m",
                "defaults", "silent", "iversion", "huge=never", "x");
        assertEquals(MountOptions.Bind.RBIND, options.bind());
        assertEquals(List.of(Propagation.RSLAVE, Propagation.UNBINDABLE), options.propagation());
        assertEquals(List.of("sync", "dirsync", "lazytime", "mand"), options.superblock());
        assertEquals(List.of("size=1m", "huge=never", "x"), options.data());
        assertTrue(parse("tmpcopyup").copyUp());
        assertTrue(parse("remount").remount());
        assertEquals("ridmap", parse("ridmap").idMapped().orElseThrow());
    }

    @Test
    void whatIsCalledKnownIsNotLeftToTheFileSystem() {
        for (String word : MountOptionWords.known()) {
            assertEquals(List.of(), parse(word).data(), word);
        }
    }

    private static MountOptions parse(String... words) {
        return MountOptions.parse(List.of(words), "", "mounts[0]");
    }
}
