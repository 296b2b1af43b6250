package io.microcontainer.build.pgp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with its signature around it (RFC 9580 section 7).
 *
 * @param text      the lines that are signed, each with a line feed
 * @param signed    the octets that the signature is of
 * @param signature armored
 */
public record ClearSigned(String text, byte[] signed, byte[] signature) {

    private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";

    /**
     * Takes it apart. What stands before or behind is not looked at.
     *
     * @throws IOException if it is none
     */
    public static ClearSigned parse(byte[] bytes) throws IOException {
        // Octets as characters: the signature is of octets.
        List<String> lines = List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\r?\n", -1));
        int at = lines.indexOf(BEGIN);
        if (at < 0) {
            throw new IOException("it is no signed text");
        }
        while (at < lines.size() && !lines.get(at).isBlank()) {
            at++;
        }
        List<String> text = new ArrayList<>();
        int end = at + 1;
        while (end < lines.size() && !lines.get(end).equals(SIGNATURE)) {
            String line = lines.get(end++);
            text.add(line.startsWith("- ") ? line.substring(2) : line);
        }
        if (end >= lines.size()) {
            throw new IOException("its signature is missing");
        }
        String signed = String.join("\r\n", text.stream().map(line -> line.replaceFirst("[ \t]+$", "")).toList());
        String decoded = new String(String.join("\n", text).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return new ClearSigned(decoded + "\n", signed.getBytes(StandardCharsets.ISO_8859_1),
                String.join("\n", lines.subList(end, lines.size())).getBytes(StandardCharsets.ISO_8859_1));
    }

    public ClearSigned {
        signed = signed.clone();
        signature = signature.clone();
    }

    @Override
    public byte[] signed() {
        return signed.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }
}
