package io.microcontainer.build.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The real tools: rpm, rpmbuild, createrepo_c, dnf. */
public final class Peer {

    private Peer() {
    }

    /** Runs a tool and gives its standard output; it must end with 0. */
    public static byte[] run(List<String> command) {
        try {
            Path error = Files.createTempFile("peer", ".err");
            try {
                var process = new ProcessBuilder(command).redirectError(error.toFile()).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
                byte[] out = process.getInputStream().readAllBytes();
                int status = process.waitFor();
                assertEquals(0, status, () -> command + ": " + read(error) + new String(out, StandardCharsets.UTF_8));
                return out;
            } finally {
                Files.delete(error);
            }
        } catch (IOException e) {
            return fail(String.join(" ", command) + ": install it (packages rpm, createrepo-c, dnf)", e);
        } catch (InterruptedException e) {
            return fail(e);
        }
    }

    /** Runs a tool and gives its standard output as text. */
    public static String text(String... command) {
        return new String(run(List.of(command)), StandardCharsets.UTF_8);
    }

    /** Builds a spec and gives the binary packages, sorted by path; {@code directory/out} receives them. */
    public static List<Path> rpmbuild(Path directory, String spec, String... defines) {
        try {
            Path out = Files.createDirectories(directory.resolve("out"));
            Path file = Files.writeString(directory.resolve("build.spec"), spec);
            var command = new ArrayList<>(List.of("rpmbuild", "--quiet", "-bb", "--define", "_topdir " + directory.resolve("top"),
                    "--define", "_rpmdir " + out, "--define", "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
                    "--define", "debug_package %{nil}", "--define", "__os_install_post %{nil}", "--define", "_build_id_links none",
                    "--define", "_unpackaged_files_terminate_build 0", "--define", "_invalid_encoding_terminates_build 0"));
            for (String define : defines) {
                command.addAll(List.of("--define", define));
            }
            command.add(file.toString());
            run(command);
            try (Stream<Path> files = Files.list(out)) {
                return files.sorted().toList();
            }
        } catch (IOException e) {
            return fail(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
