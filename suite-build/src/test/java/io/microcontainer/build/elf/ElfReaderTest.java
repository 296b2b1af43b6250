package io.microcontainer.build.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfReaderTest {

    @TempDir
    private Path directory;

    @Test
    void readsWhatReadelfReads() throws Exception {
        for (String file : List.of("/bin/bash", "/usr/bin/curl", "/lib/x86_64-linux-gnu/libc.so.6")) {
            if (!Files.exists(Path.of(file))) {
                continue;
            }
            ElfFile elf = ElfReader.read(Content.of(Files.readAllBytes(Path.of(file)))).orElseThrow();
            String out = HostTree.run("readelf", "-W", "-d", "-l", file);
            assertEquals(all(out, "\\(NEEDED\\).*\\[(.*)]"), elf.needed(), file);
            assertEquals(all(out, "\\(SONAME\\).*\\[(.*)]"), elf.soname().stream().toList(), file);
            assertEquals(all(out, "program interpreter: (.*)]"), elf.interpreter().stream().toList(), file);
        }
    }

    @Test
    void readsPathsAndNotes() throws Exception {
        Path source = Files.writeString(directory.resolve("a.c"), """
                __asm__(".pushsection .note.dlopen, \\"a\\", %note\\n.balign 4\\n"
                        ".long 4, 2f-1f, 0x407c0c0a\\n.asciz \\"FDO\\"\\n1: .asciz \\"[{\\\\\\"soname\\\\\\":[\\\\\\"libx.so.1\\\\\\",\\\\\\"libx.so\\\\\\"],"
                        "\\\\\\"feature\\\\\\":\\\\\\"x\\\\\\",\\\\\\"priority\\\\\\":\\\\\\"required\\\\\\"}]\\"\\n2: .balign 4\\n.popsection");
                int main(void) { return 0; }
                """);
        Path program = directory.resolve("a");
        HostTree.run("gcc", "-Wl,-rpath,$ORIGIN/../lib:/opt/x", "-Wl,--disable-new-dtags", "-o", program.toString(),
                source.toString());
        ElfFile old = ElfReader.read(Content.of(Files.readAllBytes(program))).orElseThrow();
        assertEquals(List.of("$ORIGIN/../lib", "/opt/x"), old.rpath());
        assertEquals(List.of(), old.runpath());
        assertEquals(List.of(new DlopenNote(List.of("libx.so.1", "libx.so"), "x", DlopenNote.Priority.REQUIRED)), old.dlopen());
        HostTree.run("gcc", "-Wl,-rpath,/opt/y", "-Wl,--enable-new-dtags", "-Wl,-z,nodefaultlib", "-o", program.toString(),
                source.toString());
        ElfFile elf = ElfReader.read(Content.of(Files.readAllBytes(program))).orElseThrow();
        assertEquals(List.of("/opt/y"), elf.runpath());
        assertTrue(elf.noDefaultDirectories());
        HostTree.run("objcopy", "--only-keep-debug", program.toString(), program + ".debug");
        ElfFile debug = ElfReader.read(Content.of(Files.readAllBytes(Path.of(program + ".debug")))).orElseThrow();
        assertEquals(Optional.empty(), debug.interpreter());
        assertEquals(List.of(), debug.needed());
    }

    @ParameterizedTest
    @CsvSource({"32,LITTLE", "32,BIG", "64,BIG", "64,LITTLE"})
    void readsBothClassesAndByteOrders(int bits, String endian) throws IOException {
        ByteOrder order = endian.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ElfFile elf = ElfReader.read(Content.of(elf(bits, order))).orElseThrow();
        assertEquals(List.of("libq.so.2"), elf.needed());
        assertEquals(Optional.of("libme.so.1"), elf.soname());
        assertEquals(bits, elf.bits());
        assertEquals(order, elf.order());
        assertEquals(22, elf.machine());
    }

    @Test
    void otherFilesAreNoElf() throws IOException {
        assertEquals(Optional.empty(), ElfReader.read(Content.of("")));
        assertEquals(Optional.empty(), ElfReader.read(Content.of("#!/bin/sh\necho a long enough script")));
    }

    @Test
    void damagedFilesNeverDoMoreThanFail() throws IOException {
        byte[] good = Files.readAllBytes(Path.of("/bin/true"));
        var random = new Random(1);
        for (int round = 0; round < 3000; round++) {
            byte[] bad = round % 3 == 0 ? java.util.Arrays.copyOf(good, random.nextInt(2000)) : good.clone();
            for (int i = 0; i < 1 + random.nextInt(8) && bad.length > 16; i++) {
                bad[5 + random.nextInt(Math.min(bad.length, round % 2 == 0 ? 1000 : 60) - 5)] = (byte) random.nextInt();
            }
            try {
                ElfReader.read(Content.of(bad));
            } catch (MalformedElf _) {
                // What it is for.
            }
        }
        byte[] cut = java.util.Arrays.copyOf(good, 100);
        assertThrows(MalformedElf.class, () -> ElfReader.read(Content.of(cut)));
    }

    /** A file of one PT_LOAD over all and a PT_DYNAMIC: System V gABI, figures 4-3, 5-1 and 5-9. */
    private static byte[] elf(int bits, ByteOrder order) {
        boolean wide = bits == 64;
        byte[] strings = "\0libq.so.2\0libme.so.1\0".getBytes(StandardCharsets.US_ASCII);
        int headers = wide ? 64 : 52;
        int segment = wide ? 56 : 32;
        int dynamicAt = headers + 2 * segment;
        int word = wide ? 8 : 4;
        int stringsAt = dynamicAt + 10 * word;
        int base = 0x10000;
        ByteBuffer out = ByteBuffer.allocate(stringsAt + strings.length).order(order);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), (byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1), 1});
        out.position(16).putShort((short) 3).putShort((short) 22).putInt(1);
        word(out, wide, 0);
        word(out, wide, headers);
        word(out, wide, 0);
        out.putInt(0).putShort((short) headers).putShort((short) segment).putShort((short) 2).putInt(0).putShort((short) 0);
        int[][] segments = {{1, 0, base, out.capacity()}, {2, dynamicAt, base + dynamicAt, 10 * word}};
        for (int[] each : segments) {
            out.putInt(each[0]);
            if (wide) {
                out.putInt(0);
            }
            word(out, wide, each[1]);
            word(out, wide, each[2]);
            word(out, wide, each[2]);
            word(out, wide, each[3]);
            word(out, wide, each[3]);
            if (!wide) {
                out.putInt(0);
            }
            word(out, wide, 0);
        }
        int[][] dynamic = {{1, 1}, {14, 11}, {5, base + stringsAt}, {10, strings.length}, {0, 0}};
        for (int[] each : dynamic) {
            word(out, wide, each[0]);
            word(out, wide, each[1]);
        }
        return out.put(strings).array();
    }

    private static void word(ByteBuffer out, boolean wide, int value) {
        if (wide) {
            out.putLong(value);
        } else {
            out.putInt(value);
        }
    }

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }
}
