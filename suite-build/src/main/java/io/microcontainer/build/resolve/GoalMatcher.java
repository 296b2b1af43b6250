package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Relation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the packages that a user's text can mean, in the order of dnf: NEVRA forms first, then capabilities and files. */
final class GoalMatcher {

    private static final Pattern COMPARISON = Pattern.compile("(\\S+)\\s*(<=|>=|=|<|>)\\s*(\\S+)");

    private final PackagePool pool;

    GoalMatcher(PackagePool pool) {
        this.pool = pool;
    }

    List<PackageMetadata> match(String text) {
        Matcher comparison = COMPARISON.matcher(text.strip());
        if (comparison.matches()) {
            try {
                return pool.providers(new Relation(comparison.group(1), Relation.comparison(comparison.group(2)), Evr.parse(comparison.group(3))));
            } catch (IllegalArgumentException _) {
                return List.of();
            }
        }
        List<PackageMetadata> exact = pool.named(text);
        if (!exact.isEmpty()) {
            return exact;
        }
        List<PackageMetadata> byForm = pool.packages().stream().filter(found -> isForm(text, found)).toList();
        return byForm.isEmpty() ? pool.providers(Relation.any(text)) : byForm;
    }

    /** {@code name.arch}, {@code name-[epoch:]version}, {@code name-[epoch:]version-release} and that with {@code .arch}. */
    private static boolean isForm(String text, PackageMetadata found) {
        String name = found.nevra().name();
        if (!text.startsWith(name) || text.length() == name.length()) {
            return false;
        }
        String arch = "." + found.nevra().arch();
        String rest = text.substring(name.length());
        if (rest.equals(arch)) {
            return true;
        }
        if (rest.charAt(0) != '-') {
            return false;
        }
        Evr evr = found.nevra().evr();
        String version = rest.substring(1);
        String epoch = evr.epoch() + ":";
        if (version.startsWith(epoch)) {
            version = version.substring(epoch.length());
        }
        String full = evr.version() + "-" + evr.release();
        return version.equals(evr.version()) || version.equals(full) || version.equals(full + arch);
    }
}
