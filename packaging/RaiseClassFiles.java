import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Raises old class files of a jar, in place, to the version of Java 8 with stack maps: an ahead-of-time cache takes no class
 * file older than version 50, and picocli's and others' are. Signed jars stay as they are.
 *
 * <p>Run from source: {@code java -cp ASM RaiseClassFiles.java JAR...}
 */
final class RaiseClassFiles {

    private static final int OLDEST_CACHED = 50;

    private RaiseClassFiles() {
    }

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            Path path = Path.of(jar);
            int raised = raise(path);
            if (raised > 0) {
                System.out.println(path.getFileName() + ": " + raised + " class files raised");
            }
        }
    }

    private static int raise(Path path) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        int raised = 0;
        try (JarFile jar = new JarFile(path.toFile())) {
            List<JarEntry> entries = Collections.list(jar.entries());
            if (entries.stream().anyMatch(e -> e.getName().matches("META-INF/[^/]+\\.SF"))) {
                return 0;
            }
            try (OutputStream file = Files.newOutputStream(fresh); ZipOutputStream out = new ZipOutputStream(file)) {
                for (JarEntry entry : entries) {
                    byte[] bytes;
                    try (InputStream in = jar.getInputStream(entry)) {
                        bytes = in.readAllBytes();
                    }
                    if (entry.getName().endsWith(".class") && (bytes[6] << 8 | bytes[7] & 0xff) < OLDEST_CACHED) {
                        bytes = raise(bytes, jar);
                        raised++;
                    }
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTimeLocal(entry.getTimeLocal());
                    out.putNextEntry(copy);
                    out.write(bytes);
                    out.closeEntry();
                }
            }
        }
        if (raised > 0) {
            Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(fresh);
        }
        return raised;
    }

    private static byte[] raise(byte[] bytes, JarFile jar) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String one, String other) {
                List<String> line = ancestors(one, jar);
                return ancestors(other, jar).stream().filter(line::contains).findFirst().orElse("java/lang/Object");
            }
        };
        // JSR and RET of the oldest compilers have no stack maps; none of our libraries has them.
        reader.accept(new org.objectweb.asm.ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(int version, int access, String name, String signature, String parent, String[] faces) {
                super.visit(Opcodes.V1_8, access, name, signature, parent, faces);
            }
        }, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    /** A class, its superclass and so on; interfaces count as Object, as the verifier has it. */
    private static List<String> ancestors(String name, JarFile jar) {
        List<String> line = new java.util.ArrayList<>();
        while (name != null) {
            line.add(name);
            try (InputStream in = open(name, jar)) {
                if (in == null) {
                    break;
                }
                ByteArrayOutputStream copy = new ByteArrayOutputStream();
                in.transferTo(copy);
                ClassReader reader = new ClassReader(copy.toByteArray());
                if ((reader.getAccess() & Opcodes.ACC_INTERFACE) != 0) {
                    return List.of("java/lang/Object");
                }
                name = reader.getSuperName();
            } catch (IOException e) {
                break;
            }
        }
        return line;
    }

    private static InputStream open(String name, JarFile jar) throws IOException {
        ZipEntry entry = jar.getEntry(name + ".class");
        return entry != null ? jar.getInputStream(entry) : ClassLoader.getSystemResourceAsStream(name + ".class");
    }
}
