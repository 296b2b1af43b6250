package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.Quoted;
import io.microcontainer.api.oci.runtime.ContainerProcess;
import io.microcontainer.api.oci.runtime.Hook;
import io.microcontainer.api.oci.runtime.Hooks;
import io.microcontainer.api.oci.runtime.LinuxConfig;
import io.microcontainer.api.oci.runtime.NamespaceType;
import io.microcontainer.api.oci.runtime.RuntimeConfig;
import io.microcontainer.api.oci.runtime.resources.Resources;
import java.util.List;

/**
 * Applies the rules of runtime-spec config.md and config-linux.md. All errors are found at once, so that a user need not
 * try again and again.
 */
public final class RuntimeConfigValidator {

    /** The kernel's __NEW_UTS_LEN, uname(2). */
    private static final int MAX_HOSTNAME = 64;

    private RuntimeConfigValidator() {
    }

    /**
     * Checks a configuration.
     *
     * @param startable whether it must hold a process to start; the specification lets {@code create} do without
     */
    public static Validation validate(RuntimeConfig config, boolean startable) {
        Findings findings = new Findings();
        JsonPath at = JsonPath.ROOT;
        LinuxConfig linux = config.linuxOrEmpty();
        version(findings, at.field("ociVersion"), config.ociVersion());
        if (config.root() == null) {
            findings.error(at.field("root"), "the field is missing, expected an object with the path of the root file system");
        } else if (config.root().path().isEmpty()) {
            findings.error(at.field("root").field("path"), "found an empty string, expected the path of the root file system");
        }
        if (config.process() != null) {
            ProcessRules.check(findings, at.field("process"), config.process());
        } else if (startable) {
            findings.error(at.field("process"), "the field is missing, expected an object that says what to run");
        }
        hostName(findings, at.field("hostname"), config.hostname(), linux);
        hostName(findings, at.field("domainname"), config.domainname(), linux);
        MountRules.check(findings, at.field("mounts"), config.mounts(), linux);
        if (config.hooks() != null) {
            hooks(findings, at.field("hooks"), config.hooks());
        }
        findings.errorIf(config.annotations().containsKey(""), at.field("annotations"), "found an empty key, expected keys such as org.example.key");
        if (config.linux() != null) {
            LinuxRules.check(findings, at.field("linux"), linux);
        }
        return findings.result();
    }

    /**
     * Checks a process by itself, as {@code exec} is given one.
     *
     * @param at where it stands in its document
     */
    public static Validation validate(ContainerProcess process, JsonPath at) {
        Findings findings = new Findings();
        ProcessRules.check(findings, at, process);
        return findings.result();
    }

    /**
     * Checks limits by themselves, as {@code update} is given them.
     *
     * @param at where they stand in their document
     */
    public static Validation validate(Resources resources, JsonPath at) {
        Findings findings = new Findings();
        ResourceRules.check(findings, at, resources);
        return findings.result();
    }

    private static void version(Findings findings, JsonPath at, String version) {
        if (!SemVer.isValid(version)) {
            findings.error(at, "found " + Quoted.of(version) + ", expected a version of the runtime specification in SemVer 2.0.0 form such as 1.3.0");
        } else if (!version.startsWith("1.")) {
            findings.error(at, "found " + Quoted.of(version) + ", expected version 1 of the runtime specification; no other is supported");
        }
    }

    private static void hostName(Findings findings, JsonPath at, String name, LinuxConfig linux) {
        if (name == null) {
            return;
        }
        findings.errorIf(linux.namespace(NamespaceType.UTS).isEmpty(), at,
                "the name would be set on the host, expected a namespace of type uts in $.linux.namespaces, or no name");
        findings.errorIf(name.length() > MAX_HOSTNAME, at, "the name has " + name.length() + " characters, the kernel takes at most " + MAX_HOSTNAME);
    }

    private static void hooks(Findings findings, JsonPath at, Hooks hooks) {
        hooks(findings, at.field("prestart"), hooks.prestart());
        hooks(findings, at.field("createRuntime"), hooks.createRuntime());
        hooks(findings, at.field("createContainer"), hooks.createContainer());
        hooks(findings, at.field("startContainer"), hooks.startContainer());
        hooks(findings, at.field("poststart"), hooks.poststart());
        hooks(findings, at.field("poststop"), hooks.poststop());
    }

    private static void hooks(Findings findings, JsonPath at, List<Hook> hooks) {
        for (int i = 0; i < hooks.size(); i++) {
            Hook hook = hooks.get(i);
            findings.absolute(at.element(i).field("path"), hook.path(), "a program");
            findings.errorIf(hook.timeout() != null && hook.timeout() <= 0, at.element(i).field("timeout"),
                    "found " + hook.timeout() + ", expected a number of seconds above 0");
        }
    }
}
