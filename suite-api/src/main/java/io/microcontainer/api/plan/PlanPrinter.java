package io.microcontainer.api.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** Shows a plan to people, as text, and to programs, as JSON. */
public final class PlanPrinter {

    private PlanPrinter() {
    }

    /** One line a step: its number, what it is for, and the call. */
    public static String text(Plan plan) {
        StringBuilder out = new StringBuilder("# ").append(plan.title()).append('\n');
        int digits = Integer.toString(plan.steps().size()).length();
        for (int i = 0; i < plan.steps().size(); i++) {
            if (i == plan.cleanup()) {
                out.append("# after a failure\n");
            }
            plan.labels().getOrDefault(i, List.of()).forEach(l -> out.append(l).append(":\n"));
            Step step = plan.steps().get(i);
            out.append(" ".repeat(digits - Integer.toString(i).length())).append(i).append("  ").append(call(step));
            if (!step.what().isEmpty()) {
                out.append("  # ").append(step.what());
            }
            out.append('\n');
        }
        if (!plan.recovery().words().isEmpty()) {
            out.append("# should the engine die: ").append(String.join(" ", plan.recovery().words())).append('\n');
        }
        return out.toString();
    }

    /** {@code {"title", "sealed", "recovery": […], "cleanup": N, "steps": [{"step", "labels", "what", "call", …}]}}. */
    public static ObjectNode json(Plan plan) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode root = nodes.objectNode().put("title", plan.title()).put("sealed", plan.sealed());
        if (plan.cleanup() >= 0) {
            root.put("cleanup", plan.cleanup());
        }
        ArrayNode recovery = root.putArray("recovery");
        plan.recovery().words().forEach(recovery::add);
        ArrayNode steps = root.putArray("steps");
        for (int i = 0; i < plan.steps().size(); i++) {
            Step step = plan.steps().get(i);
            ObjectNode node = steps.addObject().put("step", i);
            if (plan.labels().containsKey(i)) {
                ArrayNode labels = node.putArray("labels");
                plan.labels().get(i).forEach(labels::add);
            }
            if (!step.what().isEmpty()) {
                node.put("what", step.what());
            }
            if (step instanceof Step.Call c) {
                node.put("syscall", c.syscall().manualName());
                ArrayNode arguments = node.putArray("arguments");
                c.arguments().forEach(a -> arguments.add(a.toString()));
            }
            node.put("call", call(step));
        }
        return root;
    }

    /** The step in the manner of strace(1). */
    static String call(Step step) {
        return switch (step) {
            case Step.Call s -> into(s.into()) + s.syscall().manualName()
                    + s.arguments().stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"))
                    + onError(s.onError());
            case Step.Spawn s -> into(s.into()) + "clone3(" + s.cloneArguments() + ") child at " + s.child().name();
            case Step.Jump s -> "go to " + s.to().name();
            case Step.JumpIf s -> "if " + s.left() + " " + s.condition().sign() + " " + s.right() + " go to "
                    + s.to().name();
            case Step.Set s -> into(s.into()) + s.value();
            case Step.Add s -> into(s.into()) + s.left() + " + " + s.right();
            case Step.Load s -> into(s.into()) + "*" + s.from();
            case Step.Store s -> "*" + s.to() + " = " + s.value();
            case Step.Format s -> into(s.into()) + "decimal(" + s.to() + ", " + s.value() + ")";
            case Step.Tell s -> "tell the engine " + (s.from() == Operand.NULL ? s.value() : s.from());
            case Step.Trace _ -> "tell the engine how far the plan is";
            case Step.Await s -> into(s.into()) + "the engine's word";
            case Step.Monitor s -> into(s.into()) + "wait for " + s.pid() + " in the foreground";
            case Step.More _ -> "receive what is still being compiled";
            case Step.End s -> "end " + s.value();
            case Step.Leave s -> "exit " + s.status();
        };
    }

    private static String into(Register register) {
        return register == null ? "" : register + " = ";
    }

    private static String onError(OnError onError) {
        return switch (onError) {
            case OnError.Fail _ -> "";
            case OnError.Ignore(int[] errnos) -> "  or not: " + OnError.names(errnos);
            case OnError.GoTo(Label label, int[] errnos) -> "  on " + OnError.names(errnos) + " go to " + label.name();
        };
    }
}
