package io.microcontainer.build.packages;

import io.microcontainer.build.deb.ControlFields;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What scanners read to learn the packages of an image that has no package manager: for RPM packages
 * {@code container-manifest-2}, the lines that {@code rpm -qa} prints for minimal images of Azure Linux; for Debian packages a file
 * each in {@code /var/lib/dpkg/status.d}, as in distroless images. Only packages that the image has files of are named.
 */
public final class PackageManifest {

    private static final String RPM = "/var/lib/rpmmanifest/container-manifest-2";
    private static final String DPKG = "/var/lib/dpkg/status.d/";
    private static final String NONE = "(none)";
    private static final Origin ORIGIN = new Origin.Generated("rpmdb");

    private PackageManifest() {
    }

    /**
     * The files for an image.
     *
     * @param packages that its files were chosen from
     * @param chosen   its files
     */
    public static SortedMap<TreePath, Entry> files(List<InstalledPackage> packages, FileTree chosen) {
        Set<Origin> origins = new HashSet<>();
        chosen.entries().values().forEach(entry -> origins.add(entry.origin()));
        SortedMap<TreePath, Entry> out = new TreeMap<>();
        var lines = new StringBuilder();
        for (InstalledPackage each : packages) {
            if (!origins.contains(new Origin.Package(each.nevra().toString()))) {
                continue;
            }
            if (each.nevra().evr().debian()) {
                out.put(TreePath.of(DPKG + each.nevra().name()), file(stanza(each)));
            } else {
                lines.append(line(each));
            }
        }
        if (!lines.isEmpty()) {
            out.put(TreePath.of(RPM), file(lines.toString()));
        }
        return out;
    }

    /**
     * {@code %{NAME}\t%{VERSION}-%{RELEASE}\t%{INSTALLTIME}\t%{BUILDTIME}\t%{VENDOR}\t%{EPOCH}\t%{SIZE}\t%{ARCH}\t%{EPOCHNUM}\t%{SOURCERPM}}.
     * Times are 0: an image has none.
     */
    private static String line(InstalledPackage each) {
        Evr evr = each.nevra().evr();
        return String.join("\t", each.nevra().name(), evr.version() + "-" + evr.release(), "0", "0", orNone(each.vendor()),
                evr.epoch() == 0 ? NONE : Long.toString(evr.epoch()), Long.toString(Math.max(each.size(), 0)), each.nevra().arch(),
                Long.toString(evr.epoch()), orNone(each.sourceRpm())) + "\n";
    }

    private static String stanza(InstalledPackage each) {
        return "Package: " + each.nevra().name()
                + "\nStatus: install ok installed"
                + "\nArchitecture: " + ControlFields.debianArchitecture(each.nevra().arch())
                + "\nVersion: " + each.nevra().evr()
                + (each.vendor().isEmpty() ? "" : "\nMaintainer: " + oneLine(each.vendor()))
                + "\nDescription: " + oneLine(each.summary()) + "\n";
    }

    private static String orNone(String text) {
        return text.isEmpty() ? NONE : oneLine(text);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static Entry file(String text) {
        return new Entry.RegularFile(0644, Content.of(text), ORIGIN);
    }
}
