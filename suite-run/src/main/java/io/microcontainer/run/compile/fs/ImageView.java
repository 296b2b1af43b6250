package io.microcontainer.run.compile.fs;

import io.microcontainer.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the container's file system looks like while it is put together, as far as it can be told before: the root file
 * system and, over it, what the configuration mounts. A forecast only: plans find their targets by openat2(2) again, and
 * use this to resolve the image's symlinks and to know what to make where a target is missing. A path never leaves the
 * root here either.
 */
final class ImageView {

    private static final int MOST_LINKS = 40;

    /** What a path leads to. */
    enum Kind {
        DIRECTORY, OTHER, MISSING
    }

    /**
     * Where a path leads.
     *
     * @param names   from the root, without symlinks, {@code .} and {@code ..}
     * @param kind    what is there
     * @param certain whether all of it was looked at: files that a kernel's file system makes up were not
     */
    record Place(List<String> names, Kind kind, boolean certain) {
        Place {
            names = List.copyOf(names);
        }

        /** Relative to the root, as openat2(2) takes it. */
        String path() {
            return names.isEmpty() ? "." : String.join("/", names);
        }
    }

    private record Layer(List<String> at, Optional<Path> host, boolean empty) {
    }

    private record Look(Kind kind, Optional<Path> link, boolean certain) {
    }

    private final List<Layer> layers = new ArrayList<>();

    /** @param rootfs the root file system on the host */
    ImageView(Path rootfs) {
        layers.add(new Layer(List.of(), Optional.of(rootfs), false));
    }

    /** From now on a file or directory of the host is seen here. */
    void bind(List<String> at, Path source) {
        layers.addFirst(new Layer(List.copyOf(at), Optional.of(source), false));
    }

    /** From now on a new file system is seen here, empty or with files that the kernel makes up. */
    void mount(List<String> at, boolean empty) {
        layers.addFirst(new Layer(List.copyOf(at), Optional.empty(), empty));
    }

    /** The names of a path without empty ones, {@code .} and {@code ..}, by its text alone. */
    static List<String> names(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            switch (name) {
                case "", "." -> {
                }
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        return List.copyOf(names);
    }

    /** Walks a path, as the kernel does with RESOLVE_IN_ROOT; names behind a missing one are taken as they are. */
    Place find(List<String> path) {
        Deque<String> todo = new ArrayDeque<>(path);
        List<String> done = new ArrayList<>();
        Look look = new Look(Kind.DIRECTORY, Optional.empty(), true);
        boolean certain = true;
        int links = 0;
        while (!todo.isEmpty()) {
            String name = todo.removeFirst();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (!name.equals("..")) {
                done.add(name);
            } else if (!done.isEmpty()) {
                done.removeLast();
            }
            look = look(done);
            certain &= look.certain;
            if (look.link.isPresent()) {
                if (++links > MOST_LINKS) {
                    throw new RunException("/" + String.join("/", path) + " leads through more than " + MOST_LINKS
                            + " symlinks in the image");
                }
                done.removeLast();
                if (look.link.get().isAbsolute()) {
                    done.clear();
                }
                List.of(look.link.get().toString().split("/")).reversed().forEach(todo::addFirst);
            }
        }
        return new Place(done, look.kind, certain);
    }

    /** Whether a path's last name is a symlink of the image. */
    boolean isLink(List<String> path) {
        List<String> at = new ArrayList<>(find(path.subList(0, path.size() - 1)).names);
        at.add(path.getLast());
        return look(at).link.isPresent();
    }

    /** The file on the host that is seen at a place, if any is known there. */
    Optional<Path> host(List<String> at) {
        Layer layer = layer(at);
        return layer.host.map(h -> h.resolve(String.join("/", at.subList(layer.at.size(), at.size()))));
    }

    private Layer layer(List<String> at) {
        for (Layer layer : layers) {
            if (begins(at, layer.at)) {
                return layer;
            }
        }
        throw new IllegalStateException("the root file system is missing");
    }

    private static boolean begins(List<String> names, List<String> with) {
        if (names.size() < with.size()) {
            return false;
        }
        for (int i = 0; i < with.size(); i++) {
            if (!names.get(i).equals(with.get(i))) {
                return false;
            }
        }
        return true;
    }

    private Look look(List<String> at) {
        Layer layer = layer(at);
        if (layer.host.isEmpty()) {
            boolean top = at.size() == layer.at.size();
            return new Look(top ? Kind.DIRECTORY : Kind.MISSING, Optional.empty(), top || layer.empty);
        }
        Path file = host(at).orElseThrow();
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return new Look(Kind.OTHER, Optional.of(Files.readSymbolicLink(file)), true);
            }
            return new Look(attributes.isDirectory() ? Kind.DIRECTORY : Kind.OTHER, Optional.empty(), true);
        } catch (IOException e) {
            return new Look(Kind.MISSING, Optional.empty(), true);
        }
    }
}
