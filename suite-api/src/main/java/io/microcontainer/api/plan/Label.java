package io.microcontainer.api.plan;

/** A place in a plan that steps can go to. Placed once by {@link PlanBuilder#place}. */
public final class Label {

    private final String name;
    private int step = -1;

    Label(String name) {
        this.name = name;
    }

    /** How the printed plan calls it. */
    public String name() {
        return name;
    }

    void placeAt(int index) {
        if (step >= 0) {
            throw new IllegalStateException("label " + name + " is placed twice");
        }
        step = index;
    }

    /** Index of the step it stands before. */
    int step() {
        if (step < 0) {
            throw new IllegalStateException("label " + name + " is used and placed nowhere");
        }
        return step;
    }
}
