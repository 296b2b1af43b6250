package io.microcontainer.debug.entry;

import io.microcontainer.api.plan.Operand;
import io.microcontainer.api.plan.PlanBuilder;
import io.microcontainer.api.plan.Struct;

/** {@code struct msghdr} of one byte, and of room for two descriptors beside it (unix(7), cmsg(3)). */
final class SocketMessage {

    /** Where {@code msg_controllen} lies. */
    static final long CONTROL_LENGTH = 40;

    /** {@code CMSG_SPACE} of two descriptors: a head of 16 bytes, and 8. */
    static final int CONTROL_SIZE = 24;

    /** Where the descriptors lie in it. */
    static final long RIGHTS = 16;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private SocketMessage() {
    }

    /** A message with this room for control data. */
    static Operand.Address one(PlanBuilder plan, Operand.Address control) {
        Operand.Address vector = plan.data().struct("{byte, 1}", new Struct().address(plan.data().room("byte", 8)).u64(1));
        return plan.data().struct("{{byte, 1}, control}", new Struct().u64(0).u64(0).address(vector).u64(1).address(control)
                .u64(CONTROL_SIZE).u64(0));
    }

    /** Control data that hands over one descriptor, which is stored at {@link #RIGHTS}. */
    static Operand.Address descriptor(PlanBuilder plan) {
        return plan.data().struct("{SCM_RIGHTS, descriptor}", new Struct().u64(RIGHTS + 4).u32(SOL_SOCKET).u32(SCM_RIGHTS).u32(0).u32(0));
    }

    /** Control data that hands over descriptors 0 and 1. */
    static Operand.Address standardStreams(PlanBuilder plan) {
        return plan.data().struct("{SCM_RIGHTS, 0, 1}", new Struct().u64(CONTROL_SIZE).u32(SOL_SOCKET).u32(SCM_RIGHTS).u32(0).u32(1));
    }
}
