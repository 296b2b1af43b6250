package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.Quoted;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.Mount;
import io.microcontainer.api.oci.runtime.NamespaceType;
import java.util.List;
import java.util.Set;

/** Rules of runtime-spec config.md, "Mounts". */
final class MountRules {

    private static final Set<String> BIND = Set.of("bind", "rbind");

    /** Options that change a mount rather than make one, so that no type is needed. */
    private static final Set<String> CHANGE = Set.of("remount", "shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable");

    private MountRules() {
    }

    static void check(Findings findings, JsonPath at, List<Mount> mounts, LinuxConfig linux) {
        for (int i = 0; i < mounts.size(); i++) {
            check(findings, at.element(i), mounts.get(i), linux);
        }
    }

    private static void check(Findings findings, JsonPath at, Mount mount, LinuxConfig linux) {
        if (mount.destination().isEmpty()) {
            findings.error(at.field("destination"), "found an empty string, expected an absolute path in the container");
        } else if (!mount.destination().startsWith("/")) {
            findings.warning(at.field("destination"), "found " + Quoted.of(mount.destination()) + ", expected an absolute path; it is taken as relative to /");
        }
        boolean bind = "bind".equals(mount.type()) || mount.options().stream().anyMatch(BIND::contains);
        if (bind) {
            findings.errorIf(mount.source() == null, at.field("source"), "the field is missing, expected the path that is bind mounted");
        } else {
            findings.errorIf(mount.type() == null && mount.options().stream().noneMatch(CHANGE::contains), at.field("type"),
                    "the field is missing, expected a file system such as tmpfs, or the option bind or rbind");
        }
        idMappings(findings, at, mount, linux);
    }

    private static void idMappings(Findings findings, JsonPath at, Mount mount, LinuxConfig linux) {
        boolean uids = !mount.uidMappings().isEmpty();
        boolean gids = !mount.gidMappings().isEmpty();
        if (uids != gids) {
            findings.error(at.field(uids ? "gidMappings" : "uidMappings"), "the list is empty or missing, expected it together with "
                    + (uids ? "uidMappings" : "gidMappings"));
        }
        IdMappingRules.check(findings, at.field("uidMappings"), mount.uidMappings());
        IdMappingRules.check(findings, at.field("gidMappings"), mount.gidMappings());
        for (int i = 0; i < mount.options().size(); i++) {
            String option = mount.options().get(i);
            if ((option.equals("idmap") || option.equals("ridmap")) && !uids && !gids && linux.namespace(NamespaceType.USER).isEmpty()) {
                findings.error(at.field("options").element(i), "found " + option + ", expected with it uidMappings and gidMappings, or a user namespace whose are taken");
            }
        }
    }
}
