package io.microcontainer.run.cgroup;

import java.util.List;

/**
 * A cgroup that was made for a container, or found.
 *
 * @param cgroup with the directories that could be made; {@link NoCgroup} if none and none is needed
 * @param others processes that were in it already: the container shares it with them
 */
public record MadeCgroup(Cgroup cgroup, List<Integer> others) {

    public MadeCgroup {
        others = List.copyOf(others);
    }

    static MadeCgroup alone(Cgroup cgroup) {
        return new MadeCgroup(cgroup, List.of());
    }
}
