package io.microcontainer.build.tree;

import io.microcontainer.build.BuildException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An absolute path inside an image: begins with a slash, has no empty, {@code .} or {@code ..} component and no slash at
 * its end (but for the root). Bytes that are no UTF-8 are kept as {@link ByteText} keeps them.
 *
 * <p>The order puts a directory right before all that lies in it, so a subtree is one run of a sorted map.
 */
public final class TreePath implements Comparable<TreePath> {

    /** The root of an image. */
    public static final TreePath ROOT = new TreePath("/");

    /** PATH_MAX of Linux: the longest path a system call takes, its NUL included. */
    public static final int MAX_BYTES = 4096;

    private final String text;

    private TreePath(String text) {
        this.text = text;
    }

    /**
     * The path that a text names. A relative text is read from the root; {@code .}, repeated slashes and {@code ..} are
     * resolved by text alone, without regard to symlinks.
     *
     * @throws BuildException if it climbs above the root, holds a NUL or is too long
     */
    public static TreePath of(String text) {
        return of(text, false);
    }

    /**
     * The path that a text names to a process whose root is the image: as {@link #of(String)}, but {@code ..} at the root
     * stays at the root.
     *
     * @throws BuildException if it holds a NUL or is too long
     */
    public static TreePath clamped(String text) {
        return of(text, true);
    }

    private static TreePath of(String text, boolean clamp) {
        if (isNormal(text)) {
            return text.length() == 1 ? ROOT : new TreePath(checked(text));
        }
        List<String> parts = new ArrayList<>();
        for (String part : text.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                } else if (!clamp) {
                    throw new BuildException("path \"" + ByteText.printable(text) + "\" leads out of the image; "
                            + "use a path without \"..\"");
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? ROOT : new TreePath(checked("/" + String.join("/", parts)));
    }

    /** The path that these bytes name; see {@link #of(String)}. */
    public static TreePath of(byte[] bytes) {
        return of(ByteText.decode(bytes));
    }

    /** The directory that holds this path; the root is its own parent. */
    public TreePath parent() {
        int slash = text.lastIndexOf('/');
        return slash <= 0 ? ROOT : new TreePath(text.substring(0, slash));
    }

    /** The last component; empty for the root. */
    public String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** The components from the root on; none for the root. */
    public List<String> names() {
        return isRoot() ? List.of() : List.of(text.substring(1).split("/"));
    }

    /**
     * The path of an entry of this directory.
     *
     * @throws IllegalArgumentException if the name is no single component
     */
    public TreePath child(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + ByteText.printable(name) + "\" is no name of a file");
        }
        return new TreePath(checked(isRoot() ? "/" + name : text + "/" + name));
    }

    /** Resolves a text by the text alone: an absolute one from the root, a relative one from this directory. */
    public TreePath resolve(String other) {
        return other.startsWith("/") ? of(other) : of(text + "/" + other);
    }

    /** True if this path is the other one or lies below it. */
    public boolean startsWith(TreePath other) {
        return other.isRoot() || text.startsWith(other.text)
                && (text.length() == other.text.length() || text.charAt(other.text.length()) == '/');
    }

    /** True for {@code /}. */
    public boolean isRoot() {
        return text.length() == 1;
    }

    /** The bytes of the path as the kernel knows it. */
    public byte[] bytes() {
        return ByteText.encode(text);
    }

    /** The path without its first slash, as a tar archive names it; empty for the root. */
    public String relative() {
        return text.substring(1);
    }

    @Override
    public int compareTo(TreePath other) {
        int shared = Math.min(text.length(), other.text.length());
        for (int i = 0; i < shared; i++) {
            char a = text.charAt(i);
            char b = other.text.charAt(i);
            if (a != b) {
                return a == '/' ? -1 : b == '/' ? 1 : Character.compare(a, b);
            }
        }
        return Integer.compare(text.length(), other.text.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreePath path && path.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The exact text; use {@link ByteText#printable} on it for messages. */
    @Override
    public String toString() {
        return text;
    }

    /** This path and all directories above it, the root first. */
    public List<TreePath> lineage() {
        List<TreePath> out = new ArrayList<>();
        for (TreePath path = this; ; path = path.parent()) {
            out.add(path);
            if (path.isRoot()) {
                Collections.reverse(out);
                return out;
            }
        }
    }

    /** The least path after all that lie below this one; no slash may follow it, and no name begins lower. */
    TreePath afterSubtree() {
        return new TreePath(text + '\u0001');
    }

    private static boolean isNormal(String text) {
        int length = text.length();
        if (length == 0 || text.charAt(0) != '/') {
            return false;
        }
        if (length == 1) {
            return true;
        }
        int start = 1;
        for (int i = 1; i <= length; i++) {
            if (i == length || text.charAt(i) == '/') {
                int size = i - start;
                if (size == 0 || size == 1 && text.charAt(start) == '.'
                        || size == 2 && text.charAt(start) == '.' && text.charAt(start + 1) == '.') {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    private static String checked(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new BuildException("path \"" + ByteText.printable(text) + "\" holds a NUL byte, which no file name can");
        }
        if (text.length() >= MAX_BYTES) {
            throw new BuildException("path \"" + ByteText.printable(text.substring(0, 60)) + "…\" is longer than the "
                    + MAX_BYTES + " bytes that Linux takes");
        }
        return text;
    }
}
