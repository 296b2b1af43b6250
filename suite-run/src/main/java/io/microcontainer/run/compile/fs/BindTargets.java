package io.microcontainer.run.compile.fs;

import io.microcontainer.api.oci.runtime.RuntimeConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a config's bind mounts are seen in the container, with the image's symlinks resolved. */
public final class BindTargets {

    private BindTargets() {
    }

    /** Sources on the host by absolute path in the container. */
    public static Map<String, Path> of(RuntimeConfig config, Path bundle, Path rootfs) {
        ImageView view = new ImageView(rootfs);
        Map<String, Path> targets = new LinkedHashMap<>();
        for (int i = 0; i < config.mounts().size(); i++) {
            MountEntry entry = MountEntry.of(config.mounts().get(i), i);
            ImageView.Place place = view.find(ImageView.names(entry.destination()));
            if (entry.isBind()) {
                Path source = bundle.resolve(entry.mount().source()).normalize();
                targets.put("/" + String.join("/", place.names()), source);
                view.bind(place.names(), source);
            } else {
                view.mount(place.names(), true);
            }
        }
        return targets;
    }
}
