package io.microcontainer.api.oci.runtime.validation;

import io.microcontainer.api.json.JsonPath;
import io.microcontainer.api.json.Quoted;

/** Lists of CPUs and memory nodes such as {@code 0-3,7}; cpuset(7), "List format". */
final class NumberList {

    private NumberList() {
    }

    static void check(Findings findings, JsonPath path, String text, String what) {
        if (text == null) {
            return;
        }
        for (String part : text.strip().split(",", -1)) {
            if (!isRange(part.strip())) {
                findings.error(path, "found " + Quoted.of(text) + ", expected a list of " + what + " such as 0-3,7");
                return;
            }
        }
    }

    private static boolean isRange(String part) {
        int dash = part.indexOf('-');
        if (dash < 0) {
            return number(part) >= 0;
        }
        int from = number(part.substring(0, dash));
        int to = number(part.substring(dash + 1));
        return from >= 0 && to >= from;
    }

    /** The number, or -1 if it is none. */
    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 6 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(digits);
    }
}
