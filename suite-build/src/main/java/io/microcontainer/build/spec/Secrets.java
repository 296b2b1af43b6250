package io.microcontainer.build.spec;

/** Keeps what is nobody else's business out of images, which everybody can read who gets them. */
final class Secrets {

    private Secrets() {
    }

    /** A URL without its user and password; any other text as it is. */
    static String hide(String text) {
        return text.replaceFirst("([a-zA-Z][a-zA-Z0-9+.-]*://)[^/?#\\s]*@", "$1");
    }
}
