package io.microcontainer.debug.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where containers/storage keeps its files: {@code runroot} and {@code graphroot} of containers-storage.conf(5). */
final class StorageConf {

    private static final int MOST_BYTES = 1 << 20;

    private static final Pattern SETTING = Pattern.compile("(?m)^\\s*(runroot|graphroot)\\s*=\\s*\"(/[^\"\0]*)\"");

    private StorageConf() {
    }

    /** The two settings, as far as the file exists and has them. */
    static Map<String, String> read(Path file) {
        Map<String, String> settings = new HashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            Matcher matcher = SETTING.matcher(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            while (matcher.find()) {
                settings.put(matcher.group(1), matcher.group(2));
            }
        } catch (IOException e) {
            return Map.of();
        }
        return settings;
    }
}
