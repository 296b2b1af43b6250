package io.microcontainer.build.source;

import io.microcontainer.api.json.JsonText;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.lock.LockFile;
import io.microcontainer.build.packages.PackageFile;
import io.microcontainer.build.packages.ResolvedPackage;
import io.microcontainer.build.spec.SourceSpec;
import io.microcontainer.build.spec.SourceType;
import io.microcontainer.build.tree.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads and writes the lock file of a specification. */
public final class Locking {

    private final SourceSettings settings;
    private final ContentStore store;
    private final SourceSpec spec;

    public Locking(SourceSettings settings, ContentStore store, SourceSpec spec) {
        this.settings = settings;
        this.store = store;
        this.spec = spec;
    }

    /** Where it is. */
    public Path file() {
        return settings.directory().resolve(LockFile.NAME);
    }

    /** The architectures that packages are wanted for. */
    private List<String> architectures() {
        return spec.architectures().isEmpty() ? List.of(settings.architecture()) : spec.architectures();
    }

    /**
     * The locked packages of an architecture; empty if there are none for what is asked for.
     *
     * @param warnings takes a sentence if the lock file is of another request
     * @throws BuildException if there must be some
     */
    Optional<List<ResolvedPackage>> packages(String architecture, List<String> warnings) {
        Optional<LockFile> lock = LockFile.read(file());
        if (lock.isEmpty() && settings.locked()) {
            throw new BuildException("there is no " + file() + ", as --locked demands; run smith lock");
        }
        if (lock.isPresent() && !isUpToDate(lock.get())) {
            String message = file() + " is of other packages, repositories or architectures than the specification; run smith update";
            if (settings.locked()) {
                throw new BuildException(message);
            }
            warnings.add(message);
            return Optional.empty();
        }
        return lock.map(each -> each.packages().get(architecture));
    }

    private boolean isUpToDate(LockFile lock) {
        return lock.request().equals(request()) && lock.packages().keySet().containsAll(architectures());
    }

    /** A digest of all that decides which packages are chosen, but for the state of the repositories. */
    private String request() {
        MessageDigest digest = Content.newSha256();
        digest.update(JsonText.compact(spec.withType(SourceType.MOCK)));
        settings.repositories().forEach(each -> digest.update((each + "\n").getBytes(StandardCharsets.UTF_8)));
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Writes the lock file.
     *
     * @param update whether newer packages are looked for where the lock file is of use
     * @return what changed, a line for each package; empty if the lock file stayed as it was
     */
    public List<String> lock(boolean update) {
        Optional<LockFile> before = LockFile.read(file());
        if (!update && before.filter(this::isUpToDate).isPresent()) {
            return List.of();
        }
        SortedMap<String, List<ResolvedPackage>> packages = new TreeMap<>();
        var inputs = new PackageInputs(settings, store, spec);
        for (String architecture : architectures()) {
            packages.put(architecture, withChecksums(inputs, architecture, inputs.source(architecture).resolve(inputs.requests(architecture))));
        }
        var lock = new LockFile(request(), packages);
        lock.write(file());
        return lock.changesSince(before);
    }

    /** What metadata does not tell is found out from the file. */
    private static List<ResolvedPackage> withChecksums(PackageInputs inputs, String architecture, List<ResolvedPackage> found) {
        List<ResolvedPackage> unknown = found.stream().filter(each -> each.checksum().isEmpty()).toList();
        Map<ResolvedPackage, ResolvedPackage> known = new HashMap<>();
        for (PackageFile each : inputs.source(architecture).fetchFiles(unknown)) {
            known.put(each.found(), each.found().withSha256(each.sha256()));
        }
        return found.stream().map(each -> known.getOrDefault(each, each)).toList();
    }

    /**
     * Copies all locked packages to the directory {@code vendor}, from which builds take them then, and removes others from it.
     *
     * @return the files
     */
    public List<Path> vendor() {
        lock(false);
        LockFile lock = LockFile.read(file()).orElseThrow();
        var inputs = new PackageInputs(settings, store, spec);
        List<Path> out = new ArrayList<>();
        try {
            Files.createDirectories(inputs.vendor());
            for (Map.Entry<String, List<ResolvedPackage>> each : lock.packages().entrySet()) {
                for (PackageFile file : inputs.source(each.getKey()).fetchFiles(each.getValue())) {
                    Path target = inputs.vendor().resolve(file.found().fileName());
                    if (!file.file().equals(target)) {
                        Files.copy(file.file(), target, StandardCopyOption.REPLACE_EXISTING);
                    }
                    out.add(target);
                }
            }
            try (var files = Files.newDirectoryStream(inputs.vendor(), "*.{rpm,deb}")) {
                for (Path file : files) {
                    if (!out.contains(file)) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new BuildException("cannot keep packages in " + inputs.vendor() + ": " + e.getMessage(), e);
        }
        return out.stream().distinct().sorted().toList();
    }
}
