package io.microcontainer.build.repo;

import io.microcontainer.build.rpm.Nevra;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The packages that {@code includepkgs} and {@code excludepkgs} of dnf.conf(5) leave. */
final class PackageFilter implements Predicate<PackageMetadata> {

    private final List<Pattern> includes;
    private final List<Pattern> excludes;

    PackageFilter(RepositoryConfig config) {
        includes = config.includes().stream().map(PackageFilter::pattern).toList();
        excludes = config.excludes().stream().map(PackageFilter::pattern).toList();
    }

    @Override
    public boolean test(PackageMetadata found) {
        return (includes.isEmpty() || matches(includes, found.nevra())) && !matches(excludes, found.nevra());
    }

    /** Patterns are of a name, of a name with architecture or version, or of the whole. */
    private static boolean matches(List<Pattern> patterns, Nevra nevra) {
        if (patterns.isEmpty()) {
            return false;
        }
        String evr = nevra.evr().toString();
        String full = nevra.evr().epoch() + ":" + nevra.evr().version() + "-" + nevra.evr().release();
        List<String> forms = List.of(nevra.name(), nevra.name() + "." + nevra.arch(), nevra.name() + "-" + nevra.evr().version(),
                nevra.name() + "-" + evr, nevra.toString(), nevra.name() + "-" + full, nevra.name() + "-" + full + "." + nevra.arch());
        return patterns.stream().anyMatch(pattern -> forms.stream().anyMatch(form -> pattern.matcher(form).matches()));
    }

    private static Pattern pattern(String glob) {
        var text = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int end = c == '[' ? glob.indexOf(']', i + 2) : -1;
            if (c == '*') {
                text.append(".*");
            } else if (c == '?') {
                text.append('.');
            } else if (end > 0) {
                String set = glob.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[").replace("&", "\\&");
                text.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set.replace("^", "\\^")).append(']');
                i = end;
            } else {
                text.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(text.toString(), Pattern.DOTALL);
    }
}
