package io.microcontainer.run.process;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The host's ps(1), for listings that the user gives options for. */
public final class HostPs {

    private HostPs() {
    }

    /**
     * Runs ps and keeps the lines of some processes.
     *
     * @param options as for ps(1); they must leave the column PID
     * @throws RunException if there is no ps or it refuses the options
     */
    public static String table(Collection<Integer> pids, List<String> options) {
        List<String> command = new ArrayList<>(List.of("ps"));
        command.addAll(options);
        try {
            Process ps = new ProcessBuilder(command).redirectErrorStream(true).start();
            ps.getOutputStream().close();
            String listing = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = ps.waitFor();
            if (status != 0) {
                throw new RunException(String.join(" ", command) + " ended with status " + status + ": " + listing.strip());
            }
            return ProcessTable.filtered(listing, pids);
        } catch (IOException e) {
            throw new RunException("run the host's ps(1), which is needed for options of your own: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("interrupted while ps ran", e);
        }
    }
}
