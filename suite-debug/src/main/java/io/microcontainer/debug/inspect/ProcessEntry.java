package io.microcontainer.debug.inspect;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;

/**
 * A process of a container.
 *
 * @param pid     its number on the host
 * @param inside  its number in its own pid namespace
 * @param parent  its parent's number on the host
 * @param uid     its user on the host
 * @param state   a letter of proc_pid_stat(5)
 * @param command its words, or its name in brackets without them
 * @param deleted files that it runs and that are no more: its program, or libraries of it
 */
public record ProcessEntry(int pid, int inside, int parent, long uid, char state, String command, List<String> deleted)
        implements JsonWritable {

    public ProcessEntry {
        deleted = List.copyOf(deleted);
    }

    @Override
    public void write(JsonFields out) {
        out.number("pid", pid).number("inside", inside).number("parent", parent).number("uid", uid).string("state", String.valueOf(state))
                .string("command", command).strings("deleted", deleted);
    }
}
