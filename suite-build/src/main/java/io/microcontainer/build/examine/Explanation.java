package io.microcontainer.build.examine;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.bom.Reasons;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Why a file is in an image: the chain of files that need one another up to what the specification asks for, and the package. */
public final class Explanation {

    private final Examined image;
    private final Reasons reasons;

    /** @throws BuildException if nothing is known of the image's making */
    public Explanation(Examined image) {
        this.image = image;
        this.reasons = image.reasons().orElseThrow(() -> new BuildException(image.name() + " has no bill of materials of smith, so nothing tells why "
                + "its files are there; build it with smith and without `sbom: none`"));
    }

    /** All files that the bill of materials tells of. */
    public List<String> all() {
        return List.copyOf(reasons.files().keySet());
    }

    /**
     * Why a file is there.
     *
     * @param path in the image; its symlinks are followed if it is not listed itself
     * @return lines: the file, then each reason, the package last
     * @throws BuildException if there is no such file
     */
    public List<String> of(String path) {
        String name = known(path);
        List<String> out = new ArrayList<>(List.of(name));
        Set<String> seen = new HashSet<>();
        for (String at = name; at != null && seen.add(at); at = reasons.files().containsKey(at) ? reasons.files().get(at).because() : null) {
            Reasons.Why why = reasons.files().get(at);
            if (why != null) {
                out.add("  " + (at.equals(name) ? "is " : at + " is ") + why.reason());
            }
        }
        Reasons.Why why = reasons.files().get(name);
        why.nevra().ifPresentOrElse(nevra -> {
            String reason = reasons.packages().get(nevra);
            out.add("  from package " + nevra + (reason == null ? "" : ", which is " + reason));
        }, () -> out.add("  from " + why.origin()));
        return out;
    }

    private String known(String path) {
        TreePath given = TreePath.of(path);
        String shown = ByteText.printable(given.toString());
        if (reasons.files().containsKey(shown)) {
            return shown;
        }
        String place = ByteText.printable(image.scan().tree().locate(given).path().toString());
        if (reasons.files().containsKey(place)) {
            return place;
        }
        Entry entry = image.scan().tree().resolve(given).entry().orElse(null);
        throw new BuildException(shown + (entry == null ? " is not in " + image.name() + elsewhere(given)
                : entry instanceof Entry.Directory ? " is a directory of " + image.name() + "; name a file in it"
                : " is in " + image.name() + ", but its bill of materials does not tell of it: it is from the parent image or was added later"));
    }

    /** Files of the same name. */
    private String elsewhere(TreePath path) {
        List<String> same = reasons.files().keySet().stream().filter(each -> each.endsWith("/" + path.name())).limit(3).toList();
        return same.isEmpty() ? "; smith explain without a path lists all" : ": did you mean " + String.join(" or ", same) + "?";
    }
}
