package io.microcontainer.build.select;

import io.microcontainer.build.tree.ByteText;
import io.microcontainer.build.tree.TreePath;
import java.util.Optional;

/** Why a path is in the image. {@link #toString} is a phrase that follows "because it is". */
public sealed interface Reason {

    /** The path that this one is there for; empty if it is there for its own sake. */
    default Optional<TreePath> because() {
        return switch (this) {
            case Needed(TreePath by, String _) -> Optional.of(by);
            case Opened(TreePath by, String _) -> Optional.of(by);
            case Interpreter(TreePath of) -> Optional.of(of);
            case Shebang(TreePath of) -> Optional.of(of);
            case Imported(TreePath by, String _) -> Optional.of(by);
            case Hop(TreePath on) -> Optional.of(on);
            case Target(TreePath of) -> Optional.of(of);
            case Holds(TreePath path) -> Optional.of(path);
            case Chosen _, NameService _, Overlaid _, Made _, DebugInfo _, ModuleRoot _, Hinted _ -> Optional.empty();
        };
    }

    /** It matches a pattern of {@code paths} or lies in a directory that does. */
    record Chosen(String pattern) implements Reason {
        @Override
        public String toString() {
            return "chosen by path " + ByteText.printable(pattern);
        }
    }

    /** A file names it in {@code DT_NEEDED}. */
    record Needed(TreePath by, String library) implements Reason {
        @Override
        public String toString() {
            return "library " + ByteText.printable(library) + " needed by " + show(by);
        }
    }

    /** A file says in {@code .note.dlopen} that it opens the library at run time. */
    record Opened(TreePath by, String library) implements Reason {
        @Override
        public String toString() {
            return "library " + ByteText.printable(library) + " opened at run time by " + show(by);
        }
    }

    /** The loader of an ELF program. */
    record Interpreter(TreePath of) implements Reason {
        @Override
        public String toString() {
            return "the loader of " + show(of);
        }
    }

    /** The interpreter that a script's first line names. */
    record Shebang(TreePath of) implements Reason {
        @Override
        public String toString() {
            return "the interpreter of script " + show(of);
        }
    }

    /** A script or module imports it, or an interpreter when it starts. */
    record Imported(TreePath by, String module) implements Reason {
        @Override
        public String toString() {
            return "part of module " + ByteText.printable(module) + " imported by " + show(by);
        }
    }

    /** The specification or the command names the module. */
    record Hinted(String module) implements Reason {
        @Override
        public String toString() {
            return "part of module " + ByteText.printable(module) + ", which the specification names";
        }
    }

    /** The specification wants all modules of a language. */
    record ModuleRoot(String language) implements Reason {
        @Override
        public String toString() {
            return "one of all modules of " + language + " (imports)";
        }
    }

    /** A symlink on the way to a path that is in the image. */
    record Hop(TreePath on) implements Reason {
        @Override
        public String toString() {
            return "a symlink on the way to " + show(on);
        }
    }

    /** What a symlink of the image points to. */
    record Target(TreePath of) implements Reason {
        @Override
        public String toString() {
            return "the target of symlink " + show(of);
        }
    }

    /** The directory of a path that is in the image. */
    record Holds(TreePath path) implements Reason {
        @Override
        public String toString() {
            return "the directory of " + show(path);
        }
    }

    /** The C library looks names up with it. */
    record NameService() implements Reason {
        @Override
        public String toString() {
            return "a name service of the C library (nss)";
        }
    }

    /** The user's own rootfs directory has it. */
    record Overlaid() implements Reason {
        @Override
        public String toString() {
            return "part of the rootfs overlay";
        }
    }

    /** Made for the image, such as {@code /etc/passwd}, a mount point or {@code /write}. */
    record Made(String what) implements Reason {
        @Override
        public String toString() {
            return "made by smith: " + what;
        }
    }

    /** What a debugger reads of a program or library, which lies in another layer. */
    record DebugInfo(TreePath of) implements Reason {
        @Override
        public String toString() {
            return "debug information of " + show(of);
        }
    }

    private static String show(TreePath path) {
        return ByteText.printable(path.toString());
    }
}
