package io.microcontainer.build.source;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.packages.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs the user's own programs {@code mock.pre-build} and {@code mock.post-build}, without arguments, in the build's directory. */
final class Hook {

    private Hook() {
    }

    /**
     * Runs a program and waits for its end; its output goes to the user.
     *
     * @param name  the key in the specification
     * @param program a path, relative to the directory if it has a slash, else a program on the path
     * @throws BuildException if it cannot be run or fails
     */
    static void run(String name, String program, Path directory, Progress progress) {
        if (program.isEmpty()) {
            return;
        }
        progress.step("running " + name + " " + program);
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", "cd \"$1\" && exec \"$2\"", "sh", directory.toString(), program)
                    .redirectErrorStream(true).start();
            process.getOutputStream().close();
            try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    progress.step(line);
                }
            }
            int status = process.waitFor();
            if (status != 0) {
                throw new BuildException(name + " " + program + " failed with status " + status);
            }
        } catch (IOException e) {
            throw new BuildException(name + " " + program + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException(name + " " + program + " was interrupted", e);
        }
    }
}
