package io.microcontainer.build.packages;

import io.microcontainer.build.cache.ContentStore;
import io.microcontainer.build.cache.RecordText;
import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.repo.Repository;
import io.microcontainer.build.repo.RepositoryConfig;
import io.microcontainer.build.resolve.SatResolver;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Nevra;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what a request was resolved to, so that the same request to repositories of the same state need not read their packages and
 * resolve again. The key holds all that the choice depends on.
 */
final class ResolvedRecord {

    /** Changes whenever what is kept or how it is written changes. */
    private static final String KIND = "resolved-1";

    private final ContentStore store;
    private final Optional<String> key;

    private ResolvedRecord(ContentStore store, Optional<String> key) {
        this.store = store;
        this.key = key;
    }

    /**
     * The record of a request. Nothing is kept of package files of the user's and of repositories whose state is not known.
     *
     * @param repositories that were reached, in their order
     */
    static ResolvedRecord of(PackageSettings settings, List<PackageRequest> requests, List<Repository> repositories) {
        var key = new StringBuilder("rules ").append(SatResolver.RULES).append('\n');
        key.append(settings.architecture()).append(settings.weak() ? " weak\n" : "\n").append(settings.modules()).append('\n');
        for (PackageRequest request : requests) {
            if (!(request instanceof PackageRequest.Named named)) {
                return new ResolvedRecord(settings.store(), Optional.empty());
            }
            key.append("request ").append(named.text()).append('\n');
        }
        for (Repository repository : repositories) {
            Optional<String> state = repository.state();
            if (state.isEmpty()) {
                return new ResolvedRecord(settings.store(), Optional.empty());
            }
            RepositoryConfig config = repository.config();
            key.append("repository ").append(config.id()).append('\n').append(config.priority()).append(' ').append(config.cost()).append(' ')
                    .append(config.excludes()).append(' ').append(config.includes()).append(config.moduleHotfixes() ? " hotfixes\n" : "\n").append(state.get());
        }
        return new ResolvedRecord(settings.store(), Optional.of(key.toString()));
    }

    /** What an earlier build resolved the request to. */
    Optional<List<ResolvedPackage>> find() {
        return key.flatMap(text -> store.record(KIND, text)).map(ResolvedRecord::decode);
    }

    /** Keeps what the request was resolved to, unless its places hold what is not for a cache: users, passwords and tokens. */
    void remember(List<ResolvedPackage> packages) {
        boolean secret = packages.stream().flatMap(each -> each.places().stream()).anyMatch(place -> place.getRawUserInfo() != null || place.getRawQuery() != null);
        if (!secret) {
            key.ifPresent(text -> store.remember(KIND, text, encode(packages)));
        }
    }

    private static byte[] encode(List<ResolvedPackage> packages) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(packages.size());
            for (ResolvedPackage each : packages) {
                Evr evr = each.nevra().evr();
                out.writeLong(evr.epoch());
                out.writeBoolean(evr.debian());
                for (String text : List.of(each.nevra().name(), evr.version(), evr.release(), each.nevra().arch(), each.checksum().map(Checksum::type).orElse(""),
                        each.checksum().map(Checksum::hex).orElse(""), each.repository(), each.reason())) {
                    RecordText.write(out, text);
                }
                out.writeLong(each.size());
                out.writeInt(each.places().size());
                for (URI place : each.places()) {
                    RecordText.write(out, place.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<ResolvedPackage> decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            List<ResolvedPackage> packages = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                packages.add(read(in));
            }
            return packages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ResolvedPackage read(DataInputStream in) throws IOException {
        long epoch = in.readLong();
        boolean debian = in.readBoolean();
        String name = RecordText.read(in);
        var nevra = new Nevra(name, new Evr(epoch, RecordText.read(in), RecordText.read(in), debian), RecordText.read(in));
        String type = RecordText.read(in);
        String hex = RecordText.read(in);
        String repository = RecordText.read(in);
        String reason = RecordText.read(in);
        long size = in.readLong();
        int count = in.readInt();
        List<URI> places = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            places.add(URI.create(RecordText.read(in)));
        }
        return new ResolvedPackage(nevra, type.isEmpty() ? Optional.empty() : Optional.of(Checksum.of(type, hex)), size, places, repository, reason);
    }
}
