package io.microcontainer.run.cgroup;

/**
 * One value to write to one file of a cgroup.
 *
 * @param field      the config's field that asks for it, for messages: {@code linux.resources.cpu.quota}
 * @param controller whose file it is
 * @param file       name within the cgroup's directory
 * @param value      what to write
 * @param otherwise  to write instead where the kernel has no such file, or null
 * @param optional   whether a kernel without the file is fine
 */
record Setting(String field, String controller, String file, String value, Setting otherwise, boolean optional) {

    static Setting of(String field, String controller, String file, Object value) {
        return new Setting("linux.resources." + field, controller, file, value.toString(), null, false);
    }

    /** The same, skipped where the kernel has no such file. */
    Setting ifPresent() {
        return new Setting(field, controller, file, value, null, true);
    }

    /** The same, with a file for kernels without this one. */
    Setting orElse(String otherFile, Object otherValue) {
        return new Setting(field, controller, file, value,
                new Setting(field, controller, otherFile, otherValue.toString(), null, optional), optional);
    }
}
