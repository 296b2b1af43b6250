package io.microcontainer.debug.target;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.microcontainer.debug.target.SecurityLabel.Module;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts as kernels give them (apparmor(7), getcon(3)). */
class SecurityLabelTest {

    @Test
    void appArmor() {
        assertEquals(Optional.of(new SecurityLabel(Module.APPARMOR, "docker-default")), SecurityLabel.parse(Module.APPARMOR, "docker-default (enforce)\n"));
        assertEquals(Optional.of(new SecurityLabel(Module.APPARMOR, "my profile//hat")), SecurityLabel.parse(Module.APPARMOR, "my profile//hat (complain)\n"));
        assertEquals(Optional.empty(), SecurityLabel.parse(Module.APPARMOR, "unconfined\n"));
    }

    @Test
    void selinux() {
        assertEquals(Optional.of(new SecurityLabel(Module.SELINUX, "system_u:system_r:container_t:s0:c23,c42")),
                SecurityLabel.parse(Module.SELINUX, "system_u:system_r:container_t:s0:c23,c42\0"));
        assertEquals(Optional.empty(), SecurityLabel.parse(Module.SELINUX, ""));
    }
}
