package io.microcontainer.build.repo;

import io.microcontainer.build.fetch.Checksum;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Nevra;
import io.microcontainer.build.rpm.Relation;
import io.microcontainer.build.tree.ByteText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Packages in a compact form that is read many times faster than XML: texts, versions and relations, which repeat a thousand times, stand
 * once and are then named by their number. Only for what this program wrote itself and finds unchanged.
 */
final class PackageTable {

    private static final int NEW = 0;

    private PackageTable() {
    }

    /** @param packages by {@code pkgid} */
    static byte[] encode(Map<String, PackageMetadata> packages) {
        var writer = new Writer();
        writer.number(packages.size());
        packages.forEach((id, found) -> writer.write(found));
        return writer.out.toByteArray();
    }

    /**
     * What was encoded, by {@code pkgid}.
     *
     * @param repository id of the packages' repository
     */
    static Map<String, PackageMetadata> decode(byte[] bytes, String repository) {
        var reader = new Reader(bytes, repository);
        int count = (int) reader.number();
        Map<String, PackageMetadata> packages = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            PackageMetadata found = reader.read();
            packages.put(found.checksum().orElseThrow().hex(), found);
        }
        return packages;
    }

    private static final class Writer {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
        private final Map<String, Integer> texts = new HashMap<>();
        private final Map<Evr, Integer> versions = new HashMap<>();
        private final Map<Relation, Integer> relations = new HashMap<>();

        void write(PackageMetadata found) {
            text(found.nevra().name());
            version(found.nevra().evr());
            text(found.nevra().arch());
            for (List<Relation> each : List.of(found.provides(), found.requires(), found.conflicts(), found.obsoletes(), found.recommends(),
                    found.supplements())) {
                number(each.size());
                each.forEach(this::relation);
            }
            number(found.files().size());
            found.files().forEach(this::text);
            bytes(found.location());
            number(found.size() + 1);
            Checksum checksum = found.checksum().orElseThrow();
            text(checksum.type());
            bytes(checksum.hex());
        }

        /** Seven bits a byte, the lowest first. */
        void number(long value) {
            long left = value;
            while ((left & ~0x7f) != 0) {
                out.write((int) (left & 0x7f | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }

        private void bytes(String text) {
            byte[] bytes = ByteText.encode(text);
            number(bytes.length);
            out.writeBytes(bytes);
        }

        private <T> boolean known(Map<T, Integer> numbers, T value) {
            Integer number = numbers.putIfAbsent(value, numbers.size() + 1);
            number(number == null ? NEW : number);
            return number != null;
        }

        private void text(String text) {
            if (!known(texts, text)) {
                bytes(text);
            }
        }

        private void version(Evr evr) {
            if (!known(versions, evr)) {
                number(evr.epoch() << 1 | (evr.debian() ? 1 : 0));
                text(evr.version());
                text(evr.release());
            }
        }

        private void relation(Relation relation) {
            if (!known(relations, relation)) {
                bytes(relation.name());
                number(relation.flags());
                if (relation.evr() != null) {
                    version(relation.evr());
                }
            }
        }
    }

    private static final class Reader {

        private final ByteBuffer in;
        private final String repository;
        private final List<String> texts = new ArrayList<>();
        private final List<Evr> versions = new ArrayList<>();
        private final List<Relation> relations = new ArrayList<>();

        Reader(byte[] bytes, String repository) {
            this.in = ByteBuffer.wrap(bytes);
            this.repository = repository;
        }

        PackageMetadata read() {
            var nevra = new Nevra(text(), version(), text());
            List<Relation> provides = relationList();
            List<Relation> requires = relationList();
            List<Relation> conflicts = relationList();
            List<Relation> obsoletes = relationList();
            List<Relation> recommends = relationList();
            List<Relation> supplements = relationList();
            int count = (int) number();
            List<String> files = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                files.add(text());
            }
            String location = bytes();
            long size = number() - 1;
            var checksum = new Checksum(text(), bytes());
            return new PackageMetadata(nevra, provides, requires, conflicts, obsoletes, recommends, supplements, files, location, size,
                    Optional.of(checksum), repository);
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = in.get();
                value |= (b & 0x7fL) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        private String bytes() {
            int length = (int) number();
            String text = ByteText.decode(in.array(), in.position(), length);
            in.position(in.position() + length);
            return text;
        }

        private String text() {
            int number = (int) number();
            if (number != NEW) {
                return texts.get(number - 1);
            }
            String text = bytes();
            texts.add(text);
            return text;
        }

        /** A version's own texts are numbered before it is, as they were when it was written: numbers of versions and texts are apart. */
        private Evr version() {
            int number = (int) number();
            if (number != NEW) {
                return versions.get(number - 1);
            }
            long epoch = number();
            var evr = new Evr(epoch >>> 1, text(), text(), (epoch & 1) != 0);
            versions.add(evr);
            return evr;
        }

        private Relation relation() {
            int number = (int) number();
            if (number != NEW) {
                return relations.get(number - 1);
            }
            String name = bytes();
            int flags = (int) number();
            boolean compared = (flags & (Relation.LESS | Relation.GREATER | Relation.EQUAL)) != 0;
            var relation = new Relation(name, flags, compared ? version() : null);
            relations.add(relation);
            return relation;
        }

        private List<Relation> relationList() {
            int count = (int) number();
            List<Relation> list = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                list.add(relation());
            }
            return list;
        }
    }
}
