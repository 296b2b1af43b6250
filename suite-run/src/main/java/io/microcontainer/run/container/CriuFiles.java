package io.microcontainer.run.container;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.json.JsonText;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.session.Invocation;
import io.microcontainer.api.session.PlanFailure;
import io.microcontainer.api.session.PlanResult;
import io.microcontainer.run.RunException;
import io.microcontainer.run.compile.CompiledCriu;
import io.microcontainer.run.criu.CriuOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What checkpoint and restore share: directories, runc's file of descriptors, and how a plan with CRIU fails. */
final class CriuFiles {

    /** The name and the source of what masks a file. */
    static final String NULL = "/dev/null";

    private static final String DESCRIPTORS = "descriptors.json";
    private static final Map<NamespaceType, String> NAMES = Map.of(NamespaceType.NETWORK, "net", NamespaceType.PID, "pid", NamespaceType.IPC, "ipc",
            NamespaceType.UTS, "uts", NamespaceType.USER, "user", NamespaceType.MOUNT, "mnt", NamespaceType.CGROUP, "cgroup", NamespaceType.TIME, "time");

    private CriuFiles() {
    }

    /** Makes the directories, and looks at the one of earlier images. */
    static void prepare(CriuOptions options) {
        make(options.images());
        options.work().ifPresent(CriuFiles::make);
        options.parent().ifPresent(parent -> {
            if (parent.startsWith("/")) {
                throw new RunException("--parent-path " + parent + " is absolute: give it relative to --image-path");
            }
            Path directory = options.images().resolve(parent);
            if (!Files.isDirectory(directory)) {
                throw new RunException("--parent-path: there is no directory " + directory.normalize());
            }
        });
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new RunException("make the directory " + directory + ": " + e.getMessage(), e);
        }
    }

    /** What descriptors 0 to 2 of the init lead to, in the form that runc reads and writes. */
    static void writeDescriptors(Path images, List<String> descriptors) {
        try {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            descriptors.forEach(array::add);
            Files.write(images.resolve(DESCRIPTORS), JsonText.compact(array));
        } catch (IOException e) {
            throw new RunException("write " + images.resolve(DESCRIPTORS) + ": " + e.getMessage(), e);
        }
    }

    /** The same again. */
    static List<String> readDescriptors(Path images) {
        Path file = images.resolve(DESCRIPTORS);
        try {
            List<String> descriptors = new ArrayList<>();
            JsonDocument.parse(Files.readAllBytes(file), file.toString()).root().forEach(node -> descriptors.add(node.asText()));
            return descriptors;
        } catch (IOException e) {
            throw new RunException("there is no checkpoint of a container in " + images + " (--image-path): read " + file.getFileName() + ": "
                    + e.getMessage(), e);
        }
    }

    /** The name of a namespace's kind in /proc/PID/ns. */
    static String namespace(NamespaceType type) {
        return NAMES.get(type);
    }

    /** CRIU runs programs of its own, such as iptables(8). */
    static List<String> environment(Invocation caller) {
        return caller.environment().entrySet().stream().map(setting -> setting.getKey() + "=" + setting.getValue()).toList();
    }

    /**
     * Runs a plan with CRIU.
     *
     * @param what      what could not be done, should it fail
     * @param afterwards what is then
     */
    static PlanResult execute(RuntimeContext context, CompiledCriu plan, CriuDialogue dialogue, Path log, String what, String afterwards) {
        PlanResult result;
        try {
            result = context.session().execute(plan.plan(), dialogue);
        } catch (PlanFailure e) {
            throw failed(dialogue, log, what, afterwards, e);
        }
        if (dialogue.failure().isPresent() || dialogue.criuFailed()) {
            throw failed(dialogue, log, what, afterwards, null);
        }
        return result;
    }

    private static RunException failed(CriuDialogue dialogue, Path log, String what, String afterwards, PlanFailure cause) {
        String why = dialogue.criuFailed() && dialogue.failure().isEmpty() ? "CRIU failed: " + CriuLog.why(log)
                : dialogue.failure().map(RunException::getMessage).orElseGet(() -> cause == null ? "the plan gave up" : cause.getMessage());
        return new RunException(what + ": " + why + "; " + afterwards, cause);
    }
}
