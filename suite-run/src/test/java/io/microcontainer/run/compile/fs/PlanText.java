package io.microcontainer.run.compile.fs;

import io.microcontainer.api.json.JsonDocument;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.PlanPrinter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Compiles the file system part for a bundle whose rootfs a test lays out, and shows the plan as text. */
final class PlanText {

    private final Path bundle;
    private CgroupView cgroups = new CgroupView(List.of(), false, true);
    private String root = "{\"path\": \"rootfs\"}";
    private String process = "{\"cwd\": \"/\", \"args\": [\"sh\"]}";
    private String linux = "";
    private String namespaces = "{\"type\": \"mount\"}";
    private boolean noPivot;

    PlanText(Path bundle) throws IOException {
        this.bundle = bundle;
        for (String name : List.of("proc", "dev", "sys", "etc")) {
            Files.createDirectories(bundle.resolve("rootfs").resolve(name));
        }
    }

    PlanText cgroups(CgroupView view) {
        cgroups = view;
        return this;
    }

    PlanText root(String json) {
        root = json;
        return this;
    }

    PlanText process(String json) {
        process = json;
        return this;
    }

    /** More fields of the linux section. */
    PlanText linux(String json) {
        linux = json;
        return this;
    }

    PlanText namespaces(Set<String> types) {
        namespaces = String.join(", ", types.stream().map(t -> "{\"type\": \"" + t + "\"}").toList());
        return this;
    }

    PlanText noPivot() {
        noPivot = true;
        return this;
    }

    /** The printed plan without step numbers. */
    String compile(String... mounts) {
        String text = "{\"ociVersion\": \"1.2.0\", \"root\": " + root + ", \"process\": " + process + ", \"mounts\": ["
                + String.join(", ", mounts) + "], \"linux\": {\"namespaces\": [" + namespaces + "]"
                + (linux.isEmpty() ? "" : ", " + linux) + "}}";
        RuntimeConfig config = JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "config.json")
                .object(RuntimeConfig::read);
        PlanBuilder plan = new PlanBuilder("test");
        RootFileSystem fs = new RootFileSystem(plan, new FileSystemRequest(config, bundle, cgroups, noPivot,
                config.linux().namespace(NamespaceType.USER).isEmpty()));
        fs.open();
        fs.mount();
        fs.pivot();
        return PlanPrinter.text(plan.build()).replaceAll("(?m)^ *[0-9]+ {2}", "");
    }

    /** The lines from one that begins so to one that begins so, both included. */
    static List<String> between(String plan, String first, String last) {
        List<String> lines = plan.lines().toList();
        int from = index(lines, 0, first);
        return lines.subList(from, index(lines, from, last) + 1);
    }

    private static int index(List<String> lines, int from, String start) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new AssertionError("no line begins with " + start + " in\n" + String.join("\n", lines));
    }
}
