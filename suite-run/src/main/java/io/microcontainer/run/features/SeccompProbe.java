package io.microcontainer.run.features;

import io.microcontainer.api.json.JsonWord;
import io.microcontainer.api.linux.Errno;
import io.microcontainer.api.linux.LibC;
import io.microcontainer.api.linux.LibSeccomp;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.features.SeccompFeatures;
import io.microcontainer.api.oci.runtime.seccomp.SeccompAction;
import io.microcontainer.api.oci.runtime.seccomp.SeccompArch;
import io.microcontainer.api.oci.runtime.seccomp.SeccompFlag;
import io.microcontainer.api.oci.runtime.seccomp.SeccompOperator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which filters can be loaded here: as far as the library and the kernel go. */
final class SeccompProbe {

    private static final int SECCOMP_SET_MODE_FILTER = 1;

    private final LibSeccomp library;

    private SeccompProbe(LibSeccomp library) {
        this.library = library;
    }

    /** Empty where there is no library: no filter can be made then. */
    static Optional<SeccompProbe> load() {
        try {
            return Optional.of(new SeccompProbe(LibSeccomp.load()));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    /** What is said where there is none. */
    static SeccompFeatures nothing() {
        return new SeccompFeatures(false, List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    String libraryVersion() {
        return library.version();
    }

    SeccompFeatures features() {
        return new SeccompFeatures(true, words(SeccompAction.values()), words(SeccompOperator.values()),
                Arrays.stream(SeccompArch.values()).filter(arch -> library.seccomp_arch_resolve_name(arch.libraryName()) != 0)
                        .map(SeccompArch::word).sorted().toList(),
                words(SeccompFlag.values()), Arrays.stream(SeccompFlag.values()).filter(SeccompProbe::supported).map(SeccompFlag::word).toList(),
                Map.of());
    }

    private static List<String> words(JsonWord... words) {
        return Arrays.stream(words).map(JsonWord::word).sorted().toList();
    }

    /** With a null pointer the kernel looks at the flags first: EINVAL for one that it does not know, EFAULT else (seccomp(2)). */
    private static boolean supported(SeccompFlag flag) {
        long bits = io.microcontainer.api.linux.SeccompFlag.valueOf(flag.name()).bits();
        if (flag == SeccompFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV) {
            bits |= io.microcontainer.api.linux.SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER.bits();
        }
        return LibC.call(Syscall.SECCOMP, SECCOMP_SET_MODE_FILTER, bits, 0) == -Errno.EFAULT;
    }
}
