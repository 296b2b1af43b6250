package io.microcontainer.build.image;

import io.microcontainer.build.select.Program;
import io.microcontainer.build.spec.SmithSpec;
import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.FileTree;
import io.microcontainer.build.tree.TreePath;
import java.util.List;
import java.util.Optional;

/** Looks whether the program that a container is to run is in its image. */
public final class ProgramCheck {

    private ProgramCheck() {
    }

    /**
     * Checks the first word of entrypoint and cmd.
     *
     * @param union the whole file system, parent included
     * @return a sentence about what is wrong; empty if all is well or nothing is to be run
     */
    public static Optional<String> check(SmithSpec spec, FileTree union) {
        List<String> words = spec.entrypoint().isEmpty() ? spec.cmd() : spec.entrypoint();
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            return Optional.empty();
        }
        String program = words.getFirst();
        String what = (spec.entrypoint().isEmpty() ? "cmd" : "entrypoint") + " is " + ByteText.printable(program) + ", which ";
        List<String> path = spec.variable("PATH").map(each -> List.of(each.split(":"))).orElse(List.of());
        String directory = spec.dir().isEmpty() ? "/" : spec.dir();
        if (Program.find(program, directory, path, union).isPresent()) {
            return Optional.empty();
        }
        boolean found = Program.places(program, directory, path).stream().anyMatch(each ->
                union.resolve(TreePath.ROOT, each).entry().orElse(null) instanceof Entry.RegularFile);
        return Optional.of(what + (found ? "is not executable; set its execute bit in rootfs or in the package"
                : "is not in the image; add it to paths or to rootfs"));
    }
}
