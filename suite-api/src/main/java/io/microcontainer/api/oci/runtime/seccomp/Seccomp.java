package io.microcontainer.api.oci.runtime.seccomp;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * The filter of system calls; runtime-spec config-linux.md, "Seccomp".
 *
 * @param defaultAction    for calls that no rule names
 * @param defaultErrnoRet  errno of the default action, or null for EPERM
 * @param architectures    besides the native one
 * @param flags            of seccomp(2)
 * @param listenerPath     socket of the agent for SCMP_ACT_NOTIFY, or null
 * @param listenerMetadata passed to the agent, or null
 * @param syscalls         the rules
 * @param unknown          fields that were read and not understood
 */
public record Seccomp(SeccompAction defaultAction, Long defaultErrnoRet, List<SeccompArch> architectures, List<SeccompFlag> flags,
                      String listenerPath, String listenerMetadata, List<SeccompSyscall> syscalls,
                      Map<String, JsonNode> unknown) implements JsonWritable {

    public Seccomp {
        architectures = List.copyOf(architectures);
        flags = List.copyOf(flags);
        syscalls = List.copyOf(syscalls);
    }

    public static Seccomp read(JsonObject in) {
        return new Seccomp(in.requiredWord("defaultAction", SeccompAction.values()), in.uint32("defaultErrnoRet"),
                in.words("architectures", SeccompArch.values()), in.words("flags", SeccompFlag.values()), in.text("listenerPath"),
                in.text("listenerMetadata"), in.objects("syscalls", SeccompSyscall::read), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.word("defaultAction", defaultAction).number("defaultErrnoRet", defaultErrnoRet).words("architectures", architectures)
                .words("flags", flags).string("listenerPath", listenerPath).string("listenerMetadata", listenerMetadata)
                .objects("syscalls", syscalls).unknown(unknown);
    }
}
