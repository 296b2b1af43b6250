import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Merges the libraries into one jar that costs little at the start of a JVM and is fit for an ahead-of-time cache. The cache takes no
 * class of a signed jar, and to check such a jar's manifest takes some tenths of a second: signatures are left out (Maven has checked the
 * jars' own checksums). It takes no class file older than version 50 either: older ones are raised to that of Java 8. And to find that a class
 * is not there takes opening every jar of the class path, which nothing else does once the cache is there.
 *
 * <p>As on a class path the first of several entries of one name counts, but for META-INF/services, where all do. Licences are kept by jar.
 *
 * <p>Run from source: {@code java -cp ASM MergeJars.java OUT JAR...}
 */
final class MergeJars {

    private static final int OLDEST_CACHED = 50;
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d+)/(.+)");
    private static final Pattern LICENCE = Pattern.compile("(?:META-INF/)?((?:LICEN[CS]E|NOTICE)[^/]*)");
    private static final Pattern NATIVE = Pattern.compile(".+\\.(so|dll|dylib|jnilib|a)");
    private static final String SERVICES = "META-INF/services/";

    /** picocli asks for it at every start; that nothing extends it says the same as that it is not there, in no time. */
    private static final String ASKED_FOR = "groovy/lang/Closure";

    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private int raised;

    private MergeJars() {
    }

    public static void main(String[] words) throws IOException {
        MergeJars merged = new MergeJars();
        for (String jar : Arrays.copyOfRange(words, 1, words.length)) {
            merged.add(Path.of(jar));
        }
        merged.raise();
        merged.entries.putIfAbsent(ASKED_FOR + ".class", emptyClass(ASKED_FOR));
        merged.write(Path.of(words[0]));
        System.out.println(merged.entries.size() + " entries of " + (words.length - 1) + " jars, " + merged.raised + " class files raised");
    }

    private void add(Path path) throws IOException {
        // Not verified: what is left out would be missed.
        try (JarFile jar = new JarFile(path.toFile(), false)) {
            boolean versions = jar.isMultiRelease();
            Map<String, JarEntry> chosen = new LinkedHashMap<>();
            Map<String, Integer> versionOf = new HashMap<>();
            for (JarEntry entry : Collections.list(jar.entries())) {
                Matcher versioned = VERSIONED.matcher(entry.getName());
                boolean of = versioned.matches();
                int version = of ? Integer.parseInt(versioned.group(1)) : 0;
                String name = of ? versioned.group(2) : entry.getName();
                boolean counts = !entry.isDirectory() && (!of || versions && version <= Runtime.version().feature());
                if (counts && version >= versionOf.getOrDefault(name, 0)) {
                    chosen.put(name, entry);
                    versionOf.put(name, version);
                }
            }
            for (Map.Entry<String, JarEntry> each : chosen.entrySet()) {
                try (InputStream in = jar.getInputStream(each.getValue())) {
                    add(path.getFileName().toString(), each.getKey(), in.readAllBytes());
                }
            }
        }
    }

    private void add(String jar, String name, byte[] bytes) {
        Matcher licence = LICENCE.matcher(name);
        if (licence.matches()) {
            entries.put("META-INF/licenses/" + jar + "/" + licence.group(1), bytes);
        } else if (name.startsWith(SERVICES)) {
            entries.merge(name, bytes, MergeJars::lines);
        } else if (!name.startsWith("META-INF/") && !name.equals("module-info.class") && !NATIVE.matcher(name).matches()) {
            entries.putIfAbsent(name, bytes);
        }
    }

    private static byte[] lines(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + 1 + other.length);
        both[one.length] = '\n';
        System.arraycopy(other, 0, both, one.length + 1, other.length);
        return both;
    }

    private void write(Path path) throws IOException {
        try (OutputStream file = Files.newOutputStream(path); ZipOutputStream out = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                entry.setTimeLocal(java.time.LocalDateTime.of(1980, 2, 1, 0, 0));
                out.putNextEntry(entry);
                out.write(each.getValue());
                out.closeEntry();
            }
        }
    }

    private void raise() {
        for (Map.Entry<String, byte[]> each : entries.entrySet()) {
            byte[] bytes = each.getValue();
            if (each.getKey().endsWith(".class") && (bytes[6] << 8 | bytes[7] & 0xff) < OLDEST_CACHED) {
                each.setValue(raise(bytes));
                raised++;
            }
        }
    }

    private byte[] raise(byte[] bytes) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String one, String other) {
                List<String> line = ancestors(one);
                return ancestors(other).stream().filter(line::contains).findFirst().orElse("java/lang/Object");
            }
        };
        // JSR and RET of the oldest compilers have no stack maps; none of our libraries has them.
        new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(int version, int access, String name, String signature, String parent, String[] faces) {
                super.visit(Opcodes.V1_8, access, name, signature, parent, faces);
            }
        }, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    /** A class, its superclass and so on; interfaces count as Object, as the verifier has it. */
    private List<String> ancestors(String name) {
        List<String> line = new ArrayList<>();
        for (String each = name; each != null; ) {
            line.add(each);
            byte[] bytes = bytes(each);
            if (bytes == null) {
                break;
            }
            ClassReader reader = new ClassReader(bytes);
            if ((reader.getAccess() & Opcodes.ACC_INTERFACE) != 0) {
                return List.of("java/lang/Object");
            }
            each = reader.getSuperName();
        }
        return line;
    }

    private static byte[] emptyClass(String name) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private byte[] bytes(String name) {
        String file = name + ".class";
        if (entries.containsKey(file)) {
            return entries.get(file);
        }
        try (InputStream in = ClassLoader.getSystemResourceAsStream(file)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
