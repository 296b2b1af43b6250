package io.microcontainer.build.examine;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.oci.image.ImageConfig;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** How two images differ: configuration, packages, files. */
public final class Difference {

    private Difference() {
    }

    /** One line for each difference, beginning with {@code -} (only in the first), {@code +} (only in the second) or {@code ~} (changed). */
    public static List<String> between(Examined first, Examined second) {
        List<String> out = new ArrayList<>();
        configuration(first.scan().config(), second.scan().config(), out);
        lists("package ", first.packages(), second.packages(), out);
        files(first.scan(), second.scan(), out);
        return out;
    }

    private static void configuration(ImageConfig first, ImageConfig second, List<String> out) {
        changed("platform", first.platform().toString(), second.platform().toString(), out);
        changed("created", first.created(), second.created(), out);
        var one = JsonFields.of(first.configOrEmpty());
        var two = JsonFields.of(second.configOrEmpty());
        SortedSet<String> names = new TreeSet<>();
        one.fieldNames().forEachRemaining(names::add);
        two.fieldNames().forEachRemaining(names::add);
        names.forEach(name -> changed(name, Objects.toString(one.get(name), null), Objects.toString(two.get(name), null), out));
    }

    private static void changed(String name, String first, String second, List<String> out) {
        if (!Objects.equals(first, second)) {
            out.add("~ config " + name + ": " + (first == null ? "nothing" : ByteText.printable(first)) + " -> "
                    + (second == null ? "nothing" : ByteText.printable(second)));
        }
    }

    private static void lists(String what, List<String> first, List<String> second, List<String> out) {
        SortedSet<String> all = new TreeSet<>(first);
        all.addAll(second);
        for (String each : all) {
            if (!second.contains(each)) {
                out.add("- " + what + each);
            } else if (!first.contains(each)) {
                out.add("+ " + what + each);
            }
        }
    }

    private static void files(Scan first, Scan second, List<String> out) {
        SortedSet<TreePath> paths = new TreeSet<>(first.tree().entries().keySet());
        paths.addAll(second.tree().entries().keySet());
        for (TreePath path : paths) {
            Entry one = first.tree().get(path).orElse(null);
            Entry two = second.tree().get(path).orElse(null);
            if (two == null) {
                out.add("- " + show(path) + " " + describe(one));
            } else if (one == null) {
                out.add("+ " + show(path) + " " + describe(two));
            } else {
                List<String> changes = changes(one, two, first.owners().get(path), second.owners().get(path));
                if (!changes.isEmpty()) {
                    out.add("~ " + show(path) + " " + String.join(", ", changes));
                }
            }
        }
    }

    private static List<String> changes(Entry one, Entry two, Ownership first, Ownership second) {
        List<String> out = new ArrayList<>();
        if (one instanceof Entry.RegularFile a && two instanceof Entry.RegularFile b) {
            if (!a.content().sha256().equals(b.content().sha256())) {
                out.add("content" + (a.content().size() == b.content().size() ? "" : " " + a.content().size() + " -> " + b.content().size() + " bytes"));
            }
            if (!a.xattrs().equals(b.xattrs())) {
                out.add("extended attributes " + a.xattrs().keySet() + " -> " + b.xattrs().keySet());
            }
        } else if (!describe(one).equals(describe(two))) {
            out.add(describe(one) + " -> " + describe(two));
        }
        if (one.mode() != two.mode()) {
            out.add("mode " + Integer.toOctalString(one.mode()) + " -> " + Integer.toOctalString(two.mode()));
        }
        if (first != null && second != null) {
            if (first.uid() != second.uid() || first.gid() != second.gid()) {
                out.add("owner " + first.uid() + ":" + first.gid() + " -> " + second.uid() + ":" + second.gid());
            }
            if (first.modified() != second.modified()) {
                out.add("time " + first.modified() + " -> " + second.modified());
            }
        }
        return out;
    }

    private static String describe(Entry entry) {
        return switch (entry) {
            case Entry.Directory _ -> "directory";
            case Entry.Symlink link -> "-> " + ByteText.printable(link.target());
            case Entry.RegularFile file -> file.content().size() + " bytes";
        };
    }

    private static String show(TreePath path) {
        return ByteText.printable(path.toString());
    }
}
