package io.microcontainer.build.bom;

import io.microcontainer.build.rpm.Nevra;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Names of packages as package-url (purl) spells them, by which scanners look up vulnerabilities. */
final class PackageUrl {

    private PackageUrl() {
    }

    /** {@code pkg:rpm/name@version-release?arch=…&epoch=…}; the namespace, a distribution's name, is known where the vendor tells it. */
    static String of(Nevra nevra, String vendor) {
        String namespace = vendor.isEmpty() ? "" : encode(vendor.toLowerCase(Locale.ROOT).replaceFirst("[ ,].*", "")) + "/";
        String epoch = nevra.evr().epoch() == 0 ? "" : "&epoch=" + nevra.evr().epoch();
        return "pkg:rpm/" + namespace + encode(nevra.name()) + "@" + encode(nevra.evr().version() + "-" + nevra.evr().release()) + "?arch=" + encode(nevra.arch())
                + epoch;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%7E", "~");
    }
}
