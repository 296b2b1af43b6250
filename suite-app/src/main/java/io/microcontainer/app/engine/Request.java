package io.microcontainer.app.engine;

import io.microcontainer.api.session.Invocation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A launcher's request.
 *
 * @param name       what the launcher was called as (argv[0])
 * @param invocation the rest
 */
record Request(String name, Invocation invocation) {

    static Request parse(ByteBuffer in) {
        int protocol = in.getInt();
        if (protocol != Frame.PROTOCOL) {
            throw new IllegalArgumentException("a launcher speaks protocol " + protocol + ", this engine "
                    + Frame.PROTOCOL);
        }
        int terminals = in.getInt();
        in.position(in.position() + Place.SIZE);
        int pid = in.getInt();
        int uid = in.getInt();
        int gid = in.getInt();
        int argc = in.getInt();
        int envc = in.getInt();
        in.getInt();
        String cwd = string(in);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < argc; i++) {
            words.add(string(in));
        }
        Map<String, String> environment = HashMap.newHashMap(envc);
        for (int i = 0; i < envc; i++) {
            String setting = string(in);
            int sign = setting.indexOf('=', 1);
            if (sign > 0) {
                environment.putIfAbsent(setting.substring(0, sign), setting.substring(sign + 1));
            }
        }
        Set<Integer> ttys = HashSet.newHashSet(3);
        for (int fd = 0; fd < 3; fd++) {
            if ((terminals >> fd & 1) == 1) {
                ttys.add(fd);
            }
        }
        String name = words.isEmpty() ? "" : words.removeFirst();
        return new Request(name, new Invocation(words, environment, Path.of(cwd.isEmpty() ? "/" : cwd), ttys, pid, uid,
                gid));
    }

    private static String string(ByteBuffer in) {
        int end = in.position();
        while (in.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - in.position()];
        in.get(bytes).get();
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
