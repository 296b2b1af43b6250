package io.microcontainer.app.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The suite below a prefix such as /usr/local. A record in it names each file and directory that was made, and no others are ever
 * removed. Commands that run meanwhile find the old or the new programs, never a mixture: those are swapped by rename.
 */
public final class Installation {

    /** The programs' own directory: what makes an installation. */
    private static final String HOME = "lib/microcontainer";
    /** In it: what a tree consists of, as the build wrote it down. */
    private static final String FILES = "files";
    /** In it: what was made here. */
    private static final String RECORD = "installed";
    /** In units: the directory of the programs. */
    private static final String PLACEHOLDER = "@HOME@";

    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path prefix;
    private final Path home;

    /** @param prefix absolute */
    public Installation(Path prefix) {
        this.prefix = prefix;
        this.home = prefix.resolve(HOME);
    }

    /**
     * Makes it, or replaces an older one.
     *
     * @param programs the directory of the programs to install
     * @return how many files it has
     */
    public int install(Path programs) {
        Path tree = programs.resolve("../..").normalize();
        Path fresh = home.resolveSibling("microcontainer.new");
        Path old = home.resolveSibling("microcontainer.old");
        try {
            List<String> files = Files.readAllLines(programs.resolve(FILES));
            Set<String> before = record();
            refuseForeign(files, before);
            Set<String> made = new LinkedHashSet<>(before);
            directory(prefix.resolve("lib"), made);
            remove(fresh);
            remove(old);
            for (String name : files) {
                if (name.startsWith(HOME + '/')) {
                    copy(tree.resolve(name), fresh.resolve(name.substring(HOME.length() + 1)), made);
                }
            }
            made.removeAll(before.stream().filter(name -> !name.endsWith("/") && !files.contains(name)).toList());
            made.addAll(files);
            files.stream().filter(name -> !name.startsWith(HOME + '/'))
                    .forEach(name -> directory(prefix.resolve(name).getParent(), made));
            Path record = fresh.resolve(RECORD);
            Files.write(record, made);
            Files.setPosixFilePermissions(record, PosixFilePermissions.fromString("rw-r--r--"));
            if (Files.exists(home)) {
                Files.move(home, old);
            }
            Files.move(fresh, home);
            for (String name : files) {
                if (!name.startsWith(HOME + '/')) {
                    copy(tree.resolve(name), prefix.resolve(name), made);
                }
            }
            for (String name : before) {
                if (!made.contains(name) && !name.startsWith(HOME + '/')) {
                    Files.deleteIfExists(prefix.resolve(name));
                }
            }
            remove(old);
            return files.size();
        } catch (IOException e) {
            throw new InstallException("cannot install below " + prefix + ": " + reason(e), e);
        }
    }

    /**
     * Removes what was installed, and directories that were made for it and are empty.
     *
     * @return how many files there were
     */
    public int uninstall() {
        try {
            List<String> names = new ArrayList<>(record());
            if (names.isEmpty()) {
                throw new InstallException("nothing is installed below " + prefix + ": there is no " + home.resolve(RECORD)
                        + "; name the place by --prefix", null);
            }
            Collections.reverse(names);
            List<String> directories = names.stream().filter(name -> name.endsWith("/")).toList();
            int files = 0;
            for (String name : names) {
                if (!name.endsWith("/") && Files.deleteIfExists(prefix.resolve(name))) {
                    files++;
                }
            }
            Files.delete(home.resolve(RECORD));
            for (String name : directories) {
                removeEmpty(prefix.resolve(name));
            }
            return files;
        } catch (IOException e) {
            throw new InstallException("cannot remove what is installed below " + prefix + ": " + reason(e), e);
        }
    }

    private Set<String> record() throws IOException {
        Path record = home.resolve(RECORD);
        return Files.exists(record) ? new LinkedHashSet<>(Files.readAllLines(record)) : new LinkedHashSet<>();
    }

    /** What somebody else put there is not replaced. */
    private void refuseForeign(List<String> files, Set<String> ours) {
        if (ours.isEmpty() && Files.exists(home)) {
            throw new InstallException(home + " was not made by microcontainer install (it has no file " + RECORD
                    + "): it may be a package's; remove it or install elsewhere by --prefix", null);
        }
        for (String name : files) {
            if (!ours.contains(name) && Files.exists(prefix.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new InstallException(prefix.resolve(name) + " is another program's: remove it or install elsewhere by --prefix", null);
            }
        }
    }

    /** Makes a directory with those above it, and notes the ones below the prefix that were not there. */
    private void directory(Path path, Set<String> made) {
        if (Files.isDirectory(path)) {
            return;
        }
        directory(path.getParent(), made);
        try {
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, DIRECTORY);
        } catch (IOException e) {
            throw new InstallException("cannot make the directory " + path + ": " + reason(e), e);
        }
        if (path.startsWith(prefix) && !path.equals(prefix)) {
            String name = prefix.relativize(path).toString().replaceFirst("^lib/microcontainer\\.new", HOME);
            made.add(name + '/');
        }
    }

    private void copy(Path from, Path to, Set<String> made) throws IOException {
        directory(to.getParent(), made);
        Path fresh = to.resolveSibling(to.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (from.toString().endsWith(".service") || from.toString().endsWith(".socket")) {
            Files.writeString(fresh, Files.readString(from).replace(PLACEHOLDER, home.toString()), StandardCharsets.UTF_8);
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(from));
        } else {
            Files.copy(from, fresh, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void removeEmpty(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Others have files in it too.
            return;
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
