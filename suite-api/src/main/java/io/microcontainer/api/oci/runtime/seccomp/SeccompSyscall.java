package io.microcontainer.api.oci.runtime.seccomp;

import com.fasterxml.jackson.databind.JsonNode;
import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;
import java.util.Map;

/**
 * A rule of the filter.
 *
 * @param names    of system calls
 * @param action   when all arguments match
 * @param errnoRet errno of the action, or null for EPERM
 * @param args     conditions, of which all must hold
 * @param unknown  fields that were read and not understood
 */
public record SeccompSyscall(List<String> names, SeccompAction action, Long errnoRet, List<SeccompArg> args,
                             Map<String, JsonNode> unknown) implements JsonWritable {

    public SeccompSyscall {
        names = List.copyOf(names);
        args = List.copyOf(args);
    }

    public static SeccompSyscall read(JsonObject in) {
        return new SeccompSyscall(in.strings("names"), in.requiredWord("action", SeccompAction.values()), in.uint32("errnoRet"),
                in.objects("args", SeccompArg::read), in.unknown());
    }

    @Override
    public void write(JsonFields out) {
        out.strings("names", names).word("action", action).number("errnoRet", errnoRet).objects("args", args).unknown(unknown);
    }
}
