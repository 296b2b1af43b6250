package io.microcontainer.run.container;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.oci.runtime.Capabilities;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.oci.runtime.User;
import io.microcontainer.api.oci.runtime.validation.RuntimeConfigValidator;
import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process that exec starts: that of a file, or the container's own with what the options change. */
final class ExecProcess {

    private ExecProcess() {
    }

    static ContainerProcess of(ExecRequest request, RuntimeConfig config) {
        return request.process().isPresent() ? read(request.process().get()) : changed(request, config.process());
    }

    private static ContainerProcess read(Path file) {
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RunException("read the process from " + file + " (--process): " + e.getMessage(), e);
        }
        ContainerProcess process = JsonDocument.parse(text, file.toString()).object(ContainerProcess::read);
        RuntimeConfigValidator.validate(process, JsonPath.ROOT).orThrow(file.toString());
        return process;
    }

    private static ContainerProcess changed(ExecRequest request, ContainerProcess init) {
        ContainerProcess process = init.withArgs(request.command()).withTerminal(request.terminal())
                .withEnv(joined(init.env(), request.env())).withUser(user(request, init.user()));
        if (request.cwd().isPresent()) {
            process = process.withCwd(request.cwd().get());
        }
        if (request.noNewPrivileges()) {
            process = process.withNoNewPrivileges(true);
        }
        if (request.apparmorProfile().isPresent()) {
            process = process.withApparmorProfile(request.apparmorProfile().get());
        }
        if (request.processLabel().isPresent()) {
            process = process.withSelinuxLabel(request.processLabel().get());
        }
        if (!request.capabilities().isEmpty()) {
            process = process.withCapabilities(more(init.capabilities(), request.capabilities()));
        }
        RuntimeConfigValidator.validate(process, JsonPath.ROOT).orThrow("exec");
        return process;
    }

    /** {@code uid} or {@code uid:gid}; a group that is not given stays the container's. */
    private static User user(ExecRequest request, User user) {
        long uid = user.uid();
        long gid = user.gid();
        if (request.user().isPresent()) {
            String text = request.user().get();
            if (!text.matches("[0-9]{1,10}(:[0-9]{1,10})?")) {
                throw new RunException("--user " + text + ": neither a number nor two of the form UID:GID");
            }
            int colon = text.indexOf(':');
            uid = Long.parseLong(colon < 0 ? text : text.substring(0, colon));
            gid = colon < 0 ? gid : Long.parseLong(text.substring(colon + 1));
        }
        return new User(uid, gid, user.umask(), joined(user.additionalGids(), request.additionalGids()), user.username(),
                user.unknown());
    }

    /** Ambient only beside inheritable ones, as in runc: the kernel makes no other ambient. */
    private static Capabilities more(Capabilities config, List<String> further) {
        Capabilities sets = config == null ? Capabilities.NONE : config;
        return new Capabilities(joined(sets.bounding(), further), joined(sets.effective(), further), sets.inheritable(),
                joined(sets.permitted(), further),
                sets.inheritable().isEmpty() ? sets.ambient() : joined(sets.ambient(), further), sets.unknown());
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
