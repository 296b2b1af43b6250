package io.microcontainer.run.state;

import io.microcontainer.run.RunException;
import io.microcontainer.run.process.UserNames;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Looks at all containers below a root directory. */
public final class ContainerLister {

    /**
     * What was found.
     *
     * @param containers by id
     * @param problems   a sentence for each container that could not be read
     */
    public record Listing(List<ContainerState> containers, List<String> problems) {

        public Listing {
            containers = List.copyOf(containers);
            problems = List.copyOf(problems);
        }
    }

    private final StateStore store;
    private final StatusReader statuses;

    public ContainerLister(StateStore store) {
        this.store = store;
        this.statuses = new StatusReader(store);
    }

    /** The state of one container, as {@code state} shows it. */
    public ContainerState state(ContainerId id) {
        ContainerRecord container = store.load(id);
        return ContainerState.of(container, statuses.of(container), "");
    }

    /** All containers with their owners; none if the root directory is absent. Rests of deleted ones are cleared on the way. */
    public Listing list() {
        return list(id -> true);
    }

    /** The same for containers of some ids only. */
    public Listing list(Predicate<String> wanted) {
        List<ContainerState> containers = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        UserNames owners = new UserNames();
        for (String name : StateFiles.directories(store.root())) {
            if (StateStore.isRest(name)) {
                clear(name);
            } else if (ContainerId.valid(name) && wanted.test(name)) {
                ContainerId id = new ContainerId(name);
                try {
                    store.find(id).ifPresentOrElse(
                            container -> containers.add(ContainerState.of(container, statuses.of(container),
                                    owners.name(container.ownerUid()))),
                            () -> halfMade(id, problems));
                } catch (RunException e) {
                    problems.add(e.getMessage());
                }
            }
        }
        return new Listing(containers, problems);
    }

    private void halfMade(ContainerId id, List<String> problems) {
        // a container that is deleted meanwhile is no problem, and one whose create holds the lock will come
        if (store.halfMade(id) && !ContainerLock.held(store.directory(id))) {
            problems.add("container " + id + " is half-made, because its create was killed; delete --force removes it");
        }
    }

    private void clear(String name) {
        try {
            StateFiles.remove(store.root().resolve(name));
        } catch (IOException notNow) {
            // another user's, or being removed: it is no container either way
        }
    }
}
