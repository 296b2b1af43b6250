package io.microcontainer.build.bom;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;

/** SHA-1 of contents, each computed once and kept. SPDX 2.3 demands it; nothing is trusted for it. */
public record Sha1(ContentStore store) implements Function<Content, String> {

    private static final String KIND = "sha1-1";

    @Override
    public String apply(Content content) {
        return store.record(KIND, content.sha256()).map(bytes -> new String(bytes, StandardCharsets.US_ASCII)).orElseGet(() -> {
            String hex = compute(content);
            store.remember(KIND, content.sha256(), hex.getBytes(StandardCharsets.US_ASCII));
            return hex;
        });
    }

    private static String compute(Content content) {
        try (InputStream in = content.open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            byte[] buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new BuildException("cannot read a file for the bill of materials: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-1", e);
        }
    }
}
