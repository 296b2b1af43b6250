package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.oci.runtime.seccomp.Seccomp;
import io.microcontainer.api.oci.runtime.seccomp.SeccompAction;
import io.microcontainer.api.oci.runtime.seccomp.SeccompSyscall;
import java.util.List;

/** Rules of runtime-spec config-linux.md, "Seccomp". */
final class SeccompRules {

    /** The kernel's MAX_ERRNO; higher values are cut off by seccomp(2). */
    private static final int MAX_ERRNO = 4095;

    /** The data of SECCOMP_RET_TRACE have 16 bits. */
    private static final int MAX_TRACE = 0xffff;

    private static final int MAX_ARGUMENT = 5;

    private SeccompRules() {
    }

    static void check(Findings findings, JsonPath at, Seccomp seccomp) {
        errno(findings, at.field("defaultErrnoRet"), seccomp.defaultAction(), seccomp.defaultErrnoRet());
        findings.errorIf(seccomp.defaultAction() == SeccompAction.SCMP_ACT_NOTIFY, at.field("defaultAction"),
                "found SCMP_ACT_NOTIFY, which cannot be the default: the runtime's own calls would wait for the agent");
        findings.errorIf(seccomp.listenerMetadata() != null && seccomp.listenerPath() == null, at.field("listenerMetadata"),
                "found metadata without listenerPath, expected both or none");
        if (seccomp.listenerPath() != null) {
            findings.absolute(at.field("listenerPath"), seccomp.listenerPath(), "the socket of a seccomp agent");
        }
        List<SeccompSyscall> rules = seccomp.syscalls();
        for (int i = 0; i < rules.size(); i++) {
            rule(findings, at.field("syscalls").element(i), rules.get(i), seccomp);
        }
    }

    private static void rule(Findings findings, JsonPath at, SeccompSyscall rule, Seccomp seccomp) {
        findings.errorIf(rule.names().isEmpty(), at.field("names"), "the list is empty or missing, expected at least one system call");
        for (int i = 0; i < rule.names().size(); i++) {
            findings.errorIf(rule.names().get(i).isEmpty(), at.field("names").element(i), "found an empty string, expected a system call");
        }
        errno(findings, at.field("errnoRet"), rule.action(), rule.errnoRet());
        if (rule.action() == SeccompAction.SCMP_ACT_NOTIFY) {
            findings.errorIf(seccomp.listenerPath() == null, at.field("action"), "found SCMP_ACT_NOTIFY, expected $.linux.seccomp.listenerPath with it");
            findings.errorIf(rule.names().contains("write"), at.field("names"),
                    "SCMP_ACT_NOTIFY cannot be used for the write syscall, by which the runtime hands the filter to the agent");
        }
        for (int i = 0; i < rule.args().size(); i++) {
            findings.within(at.field("args").element(i).field("index"), rule.args().get(i).index(), 0, MAX_ARGUMENT);
        }
    }

    private static void errno(Findings findings, JsonPath at, SeccompAction action, Long errno) {
        if (errno == null) {
            return;
        }
        switch (action) {
            case SCMP_ACT_ERRNO -> findings.within(at, errno, 0, MAX_ERRNO);
            case SCMP_ACT_TRACE -> findings.within(at, errno, 0, MAX_TRACE);
            case SCMP_ACT_KILL, SCMP_ACT_KILL_PROCESS, SCMP_ACT_KILL_THREAD, SCMP_ACT_TRAP, SCMP_ACT_ALLOW, SCMP_ACT_LOG, SCMP_ACT_NOTIFY ->
                    findings.error(at, "found " + errno + " with " + action + ", expected it only with SCMP_ACT_ERRNO and SCMP_ACT_TRACE");
        }
    }
}
