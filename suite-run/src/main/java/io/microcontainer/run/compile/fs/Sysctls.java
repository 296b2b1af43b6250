package io.microcontainer.run.compile.fs;

import static io.microcontainer.api.linux.OpenFlag.O_CLOEXEC;
import static io.microcontainer.api.linux.OpenFlag.O_WRONLY;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.SysctlName;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Register;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Kernel parameters of the container's namespaces: {@code linux.sysctl}. That each belongs to one of them is for the
 * configuration's validation; here it is written to a real procfs or not at all (CVE-2019-19921).
 */
final class Sysctls {

    private final Calls calls;
    private final PlanBuilder plan;
    private final Registers registers;
    private final PrivateProcfs procfs;

    Sysctls(Calls calls, Registers registers, PrivateProcfs procfs) {
        this.calls = calls;
        this.plan = calls.plan();
        this.registers = registers;
        this.procfs = procfs;
    }

    void write(Map<String, String> sysctls) {
        sysctls.forEach((name, value) -> {
            Register proc = procfs.open();
            String what = "set sysctl " + name + " to " + value;
            calls.open(what, registers.other(), proc, "sys/" + SysctlName.parse(name).path(), Calls.PLAIN, O_WRONLY,
                    O_CLOEXEC);
            plan.call(what, Syscall.WRITE, registers.other(), calls.text(value),
                    number(value.getBytes(StandardCharsets.UTF_8).length));
            calls.close(registers.other());
        });
    }
}
