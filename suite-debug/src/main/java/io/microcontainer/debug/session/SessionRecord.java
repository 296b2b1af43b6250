package io.microcontainer.debug.session;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonObject;
import io.microcontainer.api.json.JsonWritable;

/**
 * A session that runs.
 *
 * @param pid       its launcher, by whose number the session is called
 * @param startTime of the launcher, field 22 of proc_pid_stat(5)
 * @param target    the container's name, as people know it
 * @param id        the container's id
 * @param command   what runs
 * @param terminal  whether it has a terminal, and can be attached to
 * @param started   when, in RFC 3339
 */
record SessionRecord(int pid, long startTime, String target, String id, String command, boolean terminal, String started)
        implements JsonWritable {

    static SessionRecord read(JsonObject in) {
        return new SessionRecord(in.requiredInt32("pid"), in.requiredInt64("startTime"), in.requiredString("target"), in.requiredString("id"),
                in.requiredString("command"), in.flag("terminal"), in.requiredString("started"));
    }

    @Override
    public void write(JsonFields out) {
        out.number("pid", pid).number("startTime", startTime).string("target", target).string("id", id).string("command", command)
                .flag("terminal", terminal).string("started", started);
    }
}
