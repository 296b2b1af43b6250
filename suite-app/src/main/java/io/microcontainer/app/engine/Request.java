package io.microcontainer.app.engine;

import io.microcontainer.api.session.EnvironmentBlock;
import io.microcontainer.api.session.Invocation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A launcher's request.
 *
 * @param name       what the launcher was called as (argv[0])
 * @param invocation the rest
 * @param place      where it stands
 */
record Request(String name, Invocation invocation, Place place) {

    static Request parse(ByteBuffer in) {
        int protocol = in.getInt();
        if (protocol != Frame.PROTOCOL) {
            throw new IllegalArgumentException("a launcher speaks protocol " + protocol + ", this engine "
                    + Frame.PROTOCOL);
        }
        int terminals = in.getInt();
        Place place = Place.get(in);
        int pid = in.getInt();
        int uid = in.getInt();
        int gid = in.getInt();
        int argc = in.getInt();
        in.position(in.position() + 2 * Integer.BYTES);
        String cwd = string(in);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < argc; i++) {
            words.add(string(in));
        }
        byte[] environment = new byte[in.remaining()];
        in.get(environment);
        Set<Integer> ttys = HashSet.newHashSet(3);
        for (int fd = 0; fd < 3; fd++) {
            if ((terminals >> fd & 1) == 1) {
                ttys.add(fd);
            }
        }
        String name = words.isEmpty() ? "" : words.removeFirst();
        return new Request(name, new Invocation(words, new EnvironmentBlock(environment), Path.of(cwd.isEmpty() ? "/" : cwd), ttys, pid, uid,
                gid), place);
    }

    private static String string(ByteBuffer in) {
        int end = in.position();
        while (in.get(end) != 0) {
            end++;
        }
        String text = new String(in.array(), in.arrayOffset() + in.position(), end - in.position(), StandardCharsets.UTF_8);
        in.position(end + 1);
        return text;
    }
}
