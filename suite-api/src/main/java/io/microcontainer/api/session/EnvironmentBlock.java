package io.microcontainer.api.session;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An environment as execve(2) hands it on: {@code NAME=VALUE} strings in UTF-8, each with a zero byte behind it. Most commands
 * ask for a setting or two, so it is searched like getenv(3) does and becomes a real map only for who wants all of them.
 * Immutable; of two settings of one name the first counts.
 */
public final class EnvironmentBlock extends AbstractMap<String, String> {

    private final byte[] block;
    private volatile Map<String, String> all;

    /** @param block whole strings with their zero bytes; not to be changed any more */
    public EnvironmentBlock(byte[] block) {
        this.block = block;
    }

    @Override
    public String get(Object name) {
        if (!(name instanceof String text) || text.isEmpty() || text.indexOf('=', 1) > 0) {
            return null;
        }
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < block.length;) {
            int end = end(from);
            if (end - from > wanted.length && block[from + wanted.length] == '=' && startsWith(from, wanted)) {
                int value = from + wanted.length + 1;
                return new String(block, value, end - value, StandardCharsets.UTF_8);
            }
            from = end + 1;
        }
        return null;
    }

    @Override
    public String getOrDefault(Object name, String otherwise) {
        String value = get(name);
        return value == null ? otherwise : value;
    }

    @Override
    public boolean containsKey(Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        Map<String, String> known = all;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (int from = 0; from < block.length;) {
                int end = end(from);
                String setting = new String(block, from, end - from, StandardCharsets.UTF_8);
                // A name may begin with the sign, but is not empty.
                int sign = setting.indexOf('=', 1);
                if (sign > 0) {
                    known.putIfAbsent(setting.substring(0, sign), setting.substring(sign + 1));
                }
                from = end + 1;
            }
            known = Collections.unmodifiableMap(known);
            all = known;
        }
        return known.entrySet();
    }

    private int end(int from) {
        int end = from;
        while (end < block.length && block[end] != 0) {
            end++;
        }
        return end;
    }

    private boolean startsWith(int from, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (block[from + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
