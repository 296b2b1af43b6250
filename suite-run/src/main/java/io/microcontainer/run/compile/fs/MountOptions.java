package io.microcontainer.run.compile.fs;

import io.microcontainer.run.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of one mount, sorted by who carries them out: runtime-spec, config.md, "Linux mount options".
 *
 * @param bind        whether an existing tree is attached, and how deep
 * @param attributes  of the mount itself
 * @param recursive   of the mount and all below it ({@code rro} and its like)
 * @param propagation in the order given
 * @param superblock  flags of the file system itself ({@code sync} and its like) by the name that fsconfig(2) takes
 * @param data        everything else, for the file system's own parser
 * @param remount     whether what is mounted there already is changed
 * @param copyUp      {@code tmpcopyup}: a new tmpfs starts with the image's files
 * @param idMapped    {@code idmap} or {@code ridmap}, if asked for
 */
record MountOptions(Bind bind, AttributeChange attributes, AttributeChange recursive, List<Propagation> propagation,
        List<String> superblock, List<String> data, boolean remount, boolean copyUp, Optional<String> idMapped) {

    /** Whether and how deep a mount attaches an existing tree. */
    enum Bind {
        NO, BIND, RBIND
    }

    MountOptions {
        propagation = List.copyOf(propagation);
        superblock = List.copyOf(superblock);
        data = List.copyOf(data);
    }

    /**
     * Sorts the words of {@code mounts[].options}.
     *
     * @param type the mount's type: {@code bind} and {@code rbind} count as options too
     * @param path where the mount stands in the configuration
     */
    static MountOptions parse(List<String> words, String type, String path) {
        Bind bind = type.equals("rbind") ? Bind.RBIND : type.equals("bind") ? Bind.BIND : Bind.NO;
        AttributeChange own = AttributeChange.NONE;
        AttributeChange recursive = AttributeChange.NONE;
        List<Propagation> propagation = new ArrayList<>();
        List<String> superblock = new ArrayList<>();
        List<String> data = new ArrayList<>();
        boolean remount = false;
        boolean copyUp = false;
        Optional<String> idMapped = Optional.empty();
        for (String word : words) {
            if (word.indexOf('\0') >= 0) {
                throw new RunException(path + ".options holds a word with a zero byte; the kernel takes none");
            }
            Optional<AttributeChange> change = AttributeChange.of(word);
            Optional<AttributeChange> deep = word.startsWith("r") ? AttributeChange.of(word.substring(1))
                    : Optional.empty();
            switch (word) {
                case "bind" -> bind = bind == Bind.RBIND ? bind : Bind.BIND;
                case "rbind" -> bind = Bind.RBIND;
                case "remount" -> remount = true;
                case "tmpcopyup" -> copyUp = true;
                case "idmap", "ridmap" -> idMapped = Optional.of(word);
                case "sync", "dirsync", "mand", "lazytime" -> superblock.add(word);
                case "async" -> superblock.remove("sync");
                case "nomand" -> superblock.remove("mand");
                case "nolazytime" -> superblock.remove("lazytime");
                case "", "defaults", "silent", "loud", "iversion", "noiversion" -> {
                    // The new mount API has no word for these (fsconfig(2)); no file system of today wants iversion told.
                }
                default -> {
                    if (Propagation.of(word).isPresent()) {
                        propagation.add(Propagation.of(word).get());
                    } else if (change.isPresent()) {
                        own = own.then(change.get());
                    } else if (deep.isPresent()) {
                        recursive = recursive.then(deep.get());
                    } else {
                        data.add(word);
                    }
                }
            }
        }
        return new MountOptions(bind, own, recursive, propagation, superblock, data, remount, copyUp, idMapped);
    }

    /** Whether the mount is to be read-only. */
    boolean readonly() {
        return attributes.readonly();
    }

    /** The same, changed later to read-only: for a file system that still has to be filled. */
    MountOptions writable() {
        return new MountOptions(bind, attributes.writable(), recursive, propagation, superblock, data, remount, copyUp,
                idMapped);
    }
}
