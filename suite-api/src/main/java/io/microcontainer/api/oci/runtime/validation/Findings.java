package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.Quoted;
import java.util.ArrayList;
import java.util.List;

/** Collects problems while the rules are applied. */
final class Findings {

    /** A hostile configuration could have a million unknown capabilities. */
    private static final int MAX_WARNINGS = 100;

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private int omitted;

    void error(JsonPath path, String text) {
        if (errors.size() < Validation.MAX_ERRORS) {
            errors.add(new Problem(path, text));
        } else {
            omitted++;
        }
    }

    void warning(JsonPath path, String text) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(new Problem(path, text));
        }
    }

    void errorIf(boolean wrong, JsonPath path, String text) {
        if (wrong) {
            error(path, text);
        }
    }

    void absolute(JsonPath path, String value, String what) {
        if (!value.startsWith("/")) {
            error(path, "found " + Quoted.of(value) + ", expected the absolute path of " + what);
        }
    }

    /** A number that may be absent. */
    void within(JsonPath path, Number value, long min, long max) {
        if (value != null && (value.longValue() < min || value.longValue() > max)) {
            error(path, "found " + value + ", expected a number from " + min + " to " + max);
        }
    }

    void oneLine(JsonPath path, String value) {
        if (value != null && value.indexOf('\n') >= 0) {
            error(path, "found a line break, expected one line");
        }
    }

    Validation result() {
        return new Validation(errors, omitted, warnings);
    }
}
