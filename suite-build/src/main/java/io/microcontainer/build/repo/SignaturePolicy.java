package io.microcontainer.build.repo;

import java.util.List;

/**
 * What of a repository must be signed.
 *
 * @param packages whether every package must be signed by one of the keys
 * @param metadata whether repomd.xml must be
 * @param keys     {@code https} and {@code file} URLs of keys; empty for those that the host has in {@code /etc/pki/rpm-gpg}
 */
public record SignaturePolicy(boolean packages, Metadata metadata, List<String> keys) {

    /** Whether metadata must be signed. */
    public enum Metadata {
        /** It is not looked at. */
        NEVER,
        /** A signature that is there must be good. Most distributions sign packages only, and so that suffices. */
        IF_SIGNED,
        /** It must be signed. */
        ALWAYS
    }

    /** Nothing is checked. */
    public static final SignaturePolicy NONE = new SignaturePolicy(false, Metadata.NEVER, List.of());
    /** Packages are checked, metadata if it is signed, with the keys of the host. */
    public static final SignaturePolicy DEFAULT = new SignaturePolicy(true, Metadata.IF_SIGNED, List.of());

    public SignaturePolicy {
        keys = List.copyOf(keys);
    }

    /** Whether any key is needed. */
    public boolean wantsKeys() {
        return packages || metadata != Metadata.NEVER;
    }
}
