package io.microcontainer.build.overlay;

import io.microcontainer.build.tree.ByteText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a file's name. {@link Path#toString} decodes them by the locale and so loses what the locale does not know;
 * the URI of a path has them all.
 */
final class RawName {

    private RawName() {
    }

    /** The absolute path of a file, without a slash at its end. */
    static String of(Path absolute) {
        String raw = absolute.toUri().getRawPath();
        var bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        String text = ByteText.decode(bytes.toByteArray());
        return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** What a symlink says, as it says it. */
    static String ofLinkTarget(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        String text = of(target.isAbsolute() ? target : link.getRoot().resolve(target));
        boolean slash = target.toString().endsWith("/") && target.toString().length() > 1;
        return (target.isAbsolute() ? text : text.substring(1)) + (slash ? "/" : "");
    }
}
