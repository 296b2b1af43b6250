package io.microcontainer.run.compile;

import static io.microcontainer.api.plan.Operand.NULL;
import static io.microcontainer.api.plan.Operand.flags;
import static io.microcontainer.api.plan.Operand.number;

import io.microcontainer.api.linux.Capability;
import io.microcontainer.api.linux.PrctlOption;
import io.microcontainer.api.linux.Syscall;
import io.microcontainer.api.oci.runtime.Capabilities;
import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Struct;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The five capability sets of a process (capabilities(7)); no {@code process.capabilities} means none at all. */
final class CapabilitySteps {

    private static final long VERSION_3 = 0x20080522L;
    private static final Operand CLEAR_ALL = flags(4, "PR_CAP_AMBIENT_CLEAR_ALL");
    private static final Operand RAISE = flags(2, "PR_CAP_AMBIENT_RAISE");

    private final PlanBuilder plan;
    private final int last;
    private final Set<Capability> bounding;
    private final Set<Capability> effective;
    private final Set<Capability> permitted;
    private final Set<Capability> inheritable;
    private final Set<Capability> ambient;

    CapabilitySteps(PlanBuilder plan, Capabilities config, int last, Consumer<String> warnings) {
        Capabilities sets = config == null ? Capabilities.NONE : config;
        this.plan = plan;
        this.last = last;
        bounding = read("bounding", sets.bounding(), warnings);
        effective = read("effective", sets.effective(), warnings);
        permitted = read("permitted", sets.permitted(), warnings);
        inheritable = read("inheritable", sets.inheritable(), warnings);
        ambient = read("ambient", sets.ambient(), warnings);
        // The kernel refuses others; the config's check has said so.
        ambient.retainAll(permitted);
        ambient.retainAll(inheritable);
    }

    private Set<Capability> read(String set, List<String> names, Consumer<String> warnings) {
        Set<Capability> known = EnumSet.noneOf(Capability.class);
        for (String name : names) {
            // Names that nobody knows were found when the config was checked.
            Capability.of(name).ifPresent(capability -> {
                if (capability.number() <= last) {
                    known.add(capability);
                } else {
                    warnings.accept("process.capabilities." + set + ": " + name
                            + " is left out, because this kernel does not know it");
                }
            });
        }
        return known;
    }

    /** Before the user changes: needs CAP_SETPCAP. */
    void dropBounding() {
        for (Capability capability : Capability.values()) {
            if (capability.number() <= last && !bounding.contains(capability)) {
                drop(capability.number(), capability.name());
            }
        }
        for (int unnamed = Capability.values().length; unnamed <= last; unnamed++) {
            drop(unnamed, Integer.toString(unnamed));
        }
    }

    private void drop(int number, String name) {
        plan.call("drop " + name + " for good", Syscall.PRCTL, flags(PrctlOption.PR_CAPBSET_DROP), flags(number, name));
    }

    /** The permitted set survives the change of the user until {@link #apply}. */
    void keepOverUserChange() {
        plan.call("keep capabilities over the change of the user", Syscall.PRCTL, flags(PrctlOption.PR_SET_KEEPCAPS),
                number(1));
    }

    /** After the user changed. */
    void apply() {
        Operand.Address header = plan.data().struct("{_LINUX_CAPABILITY_VERSION_3}", new Struct().u32(VERSION_3).u32(0));
        long e = bits(effective);
        long p = bits(permitted);
        long i = bits(inheritable);
        Struct sets = new Struct().u32(e & 0xffff_ffffL).u32(p & 0xffff_ffffL).u32(i & 0xffff_ffffL)
                .u32(e >>> 32).u32(p >>> 32).u32(i >>> 32);
        String text = "{effective=" + effective + ", permitted=" + permitted + ", inheritable=" + inheritable + "}";
        plan.call("drop the kept capabilities at the next change", Syscall.PRCTL, flags(PrctlOption.PR_SET_KEEPCAPS),
                number(0));
        plan.call("set the capabilities (process.capabilities)", Syscall.CAPSET, header, plan.data().struct(text, sets));
        plan.call("have no ambient capability", Syscall.PRCTL, flags(PrctlOption.PR_CAP_AMBIENT), CLEAR_ALL, NULL, NULL,
                NULL);
        for (Capability capability : ambient) {
            plan.call("make " + capability + " ambient", Syscall.PRCTL, flags(PrctlOption.PR_CAP_AMBIENT), RAISE,
                    flags(capability.number(), capability.name()), NULL, NULL);
        }
    }

    private static long bits(Set<Capability> set) {
        long bits = 0;
        for (Capability capability : set) {
            bits |= 1L << capability.number();
        }
        return bits;
    }
}
