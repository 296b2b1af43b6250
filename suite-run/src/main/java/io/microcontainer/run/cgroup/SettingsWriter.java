package io.microcontainer.run.cgroup;

import io.microcontainer.api.linux.Errno;
import io.microcontainer.run.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes settings to a cgroup's files. */
final class SettingsWriter {

    private SettingsWriter() {
    }

    /**
     * Writes all in order. Some values are checked against each other (quota, period and burst; the realtime pair), so one
     * that the kernel finds invalid is tried once more after the rest.
     *
     * @param directory finds the directory of a controller, null where the container has none
     */
    static void write(List<Setting> settings, Function<String, Path> directory) {
        List<Setting> again = new ArrayList<>();
        for (Setting setting : settings) {
            try {
                write(setting, directory);
            } catch (CgroupException e) {
                if (e.errno() != Errno.EINVAL || settings.size() == 1) {
                    throw e.about(setting.field());
                }
                again.add(setting);
            }
        }
        for (Setting setting : again) {
            try {
                write(setting, directory);
            } catch (CgroupException e) {
                throw e.about(setting.field());
            }
        }
    }

    private static void write(Setting setting, Function<String, Path> directory) {
        Path cgroup = directory.apply(setting.controller());
        if (cgroup == null) {
            throw new RunException(setting.field() + " needs the cgroup controller " + setting.controller()
                    + ", which this host does not have or this user may not use; remove the limit or enable the controller");
        }
        try {
            CgroupFile.write(cgroup.resolve(setting.file()), setting.value());
        } catch (CgroupException e) {
            if (!e.absent()) {
                throw e;
            }
            if (setting.otherwise() != null) {
                write(setting.otherwise(), directory);
            } else if (!setting.optional()) {
                throw e;
            }
        }
    }
}
