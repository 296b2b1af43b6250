package io.microcontainer.api.oci.runtime.validation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was found in a configuration.
 *
 * @param errors   that forbid its use, at most {@value #MAX_ERRORS}
 * @param omitted  how many errors there are besides
 * @param warnings that the specification wants logged, such as a capability that the kernel lacks
 */
public record Validation(List<Problem> errors, int omitted, List<Problem> warnings) {

    /** Errors that are listed at most. */
    public static final int MAX_ERRORS = 10;

    public Validation {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /** Whether the configuration can be used. */
    public boolean isValid() {
        return errors.isEmpty();
    }

    /**
     * Refuses the configuration if it has errors.
     *
     * @param source the document's name for the message
     * @throws InvalidConfig with all errors
     */
    public void orThrow(String source) {
        if (!isValid()) {
            throw new InvalidConfig(errors.stream().map(Problem::toString)
                    .collect(Collectors.joining("; ", source + ": ", omitted == 0 ? "" : "; and " + omitted + " more errors")));
        }
    }
}
