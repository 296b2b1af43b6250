package io.microcontainer.build.deb;

import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Nevra;
import io.microcontainer.build.rpm.PackageArchitectures;
import io.microcontainer.build.rpm.Relation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fields of a binary package in the words of the resolver: alternatives become boolean dependencies. */
public final class ControlFields {

    private static final Pattern RELATION = Pattern.compile("([A-Za-z0-9][A-Za-z0-9+.-]*)(?::[a-z0-9-]+)?\\s*(?:\\((<<|<=|=|>=|>>|<|>)\\s*([^\\s()]+)\\))?");

    private final Map<String, String> fields;

    /** @param fields by name in small letters */
    public ControlFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /** A field's value, empty if it is absent. */
    public String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /**
     * Which package it is, the architecture as RPM names it.
     *
     * @throws IllegalArgumentException if name, version or architecture are missing or cannot be
     */
    public Nevra nevra() {
        String name = text("package");
        String version = text("version");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9+.-]*") || !version.matches("[A-Za-z0-9.+:~-]+") || !text("architecture").matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("a package has the name \"" + name + "\", the version \"" + version + "\" and the architecture \""
                    + text("architecture") + "\"");
        }
        return new Nevra(name, Evr.parseDebian(version), rpmArchitecture(text("architecture")));
    }

    /** What it needs: {@code Pre-Depends} and {@code Depends}. */
    public List<Relation> requires() {
        List<Relation> out = new ArrayList<>(alternatives("pre-depends"));
        out.addAll(alternatives("depends"));
        return out;
    }

    /** {@code Recommends}. */
    public List<Relation> recommends() {
        return alternatives("recommends");
    }

    /** What must not be beside it: {@code Conflicts} and {@code Breaks}. */
    public List<Relation> conflicts() {
        List<Relation> out = new ArrayList<>(each("conflicts"));
        out.addAll(each("breaks"));
        return out;
    }

    /** Its own name and version, and {@code Provides}; what is provided without a version meets no dependency on a version. */
    public List<Relation> provides() {
        List<Relation> out = new ArrayList<>();
        Nevra nevra = nevra();
        out.add(Relation.equal(nevra.name(), nevra.evr()));
        for (Relation provided : each("provides")) {
            out.add(provided.evr() == null ? new Relation(provided.name(), Relation.UNVERSIONED, null)
                    : Relation.equal(provided.name(), Evr.parseDebian(provided.evr().toString())));
        }
        return out;
    }

    private List<Relation> each(String field) {
        return Arrays.stream(text(field).split(",")).filter(part -> !part.isBlank()).map(ControlFields::relation).toList();
    }

    private List<Relation> alternatives(String field) {
        return Arrays.stream(text(field).split(",")).filter(part -> !part.isBlank()).map(group -> {
            List<Relation> all = Arrays.stream(group.split("\\|")).map(ControlFields::relation).toList();
            return all.size() == 1 ? all.getFirst()
                    : Relation.any(all.stream().map(Relation::toString).collect(Collectors.joining(" or ", "(", ")")));
        }).toList();
    }

    private static Relation relation(String text) {
        Matcher relation = RELATION.matcher(text.strip());
        if (!relation.matches()) {
            throw new IllegalArgumentException("a package has the dependency \"" + text.strip() + "\"");
        }
        if (relation.group(2) == null) {
            return Relation.any(relation.group(1));
        }
        String sign = switch (relation.group(2)) {
            case "<<" -> "<";
            case ">>" -> ">";
            case "<" -> "<=";
            case ">" -> ">=";
            default -> relation.group(2);
        };
        return new Relation(relation.group(1), Relation.comparison(sign), Evr.parse(relation.group(3)));
    }

    /** RPM's name of an architecture. */
    public static String rpmArchitecture(String debian) {
        return debian.equals("all") ? "noarch" : PackageArchitectures.rpmName(debian);
    }

    /** Debian's name of an architecture. */
    public static String debianArchitecture(String rpm) {
        return switch (rpm) {
            case "noarch" -> "all";
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i686" -> "i386";
            case "armv7hl" -> "armhf";
            case "ppc64le" -> "ppc64el";
            case "loongarch64" -> "loong64";
            default -> rpm;
        };
    }
}
