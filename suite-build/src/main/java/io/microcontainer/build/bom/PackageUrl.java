package io.microcontainer.build.bom;

import io.microcontainer.build.deb.ControlFields;
import io.microcontainer.build.packages.InstalledPackage;
import io.microcontainer.build.rpm.Nevra;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Names of packages as package-url (purl) spells them, by which scanners look up vulnerabilities. */
final class PackageUrl {

    private PackageUrl() {
    }

    /**
     * {@code pkg:rpm/name@version-release?arch=…&epoch=…}; the namespace, a distribution's name, is known where the vendor tells it.
     * Of a Debian package {@code pkg:deb/debian/name@version?arch=…}.
     */
    static String of(InstalledPackage installed) {
        return installed.nevra().evr().debian() ? debian(installed.nevra(), installed.location()) : rpm(installed.nevra(), installed.vendor());
    }

    private static String debian(Nevra nevra, String location) {
        return "pkg:deb/" + (location.contains("ubuntu") ? "ubuntu" : "debian") + "/" + encode(nevra.name()) + "@"
                + encode(nevra.evr().toString()).replace("%3A", ":") + "?arch=" + ControlFields.debianArchitecture(nevra.arch());
    }

    private static String rpm(Nevra nevra, String vendor) {
        String namespace = vendor.isEmpty() ? "" : encode(vendor.toLowerCase(Locale.ROOT).replaceFirst("[ ,].*", "")) + "/";
        String epoch = nevra.evr().epoch() == 0 ? "" : "&epoch=" + nevra.evr().epoch();
        return "pkg:rpm/" + namespace + encode(nevra.name()) + "@" + encode(nevra.evr().version() + "-" + nevra.evr().release()) + "?arch=" + encode(nevra.arch())
                + epoch;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%7E", "~");
    }
}
