package io.microcontainer.api.oci.runtime.validation;

/** The grammar of Semantic Versioning 2.0.0: {@code MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]}. */
final class SemVer {

    private static final int MAX_LENGTH = 256;

    private SemVer() {
    }

    static boolean isValid(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        int plus = text.indexOf('+');
        String rest = plus < 0 ? text : text.substring(0, plus);
        int dash = rest.indexOf('-');
        String core = dash < 0 ? rest : rest.substring(0, dash);
        String[] numbers = core.split("\\.", -1);
        if (numbers.length != 3) {
            return false;
        }
        for (String number : numbers) {
            if (!isNumber(number)) {
                return false;
            }
        }
        return (dash < 0 || areIdentifiers(rest.substring(dash + 1), true)) && (plus < 0 || areIdentifiers(text.substring(plus + 1), false));
    }

    private static boolean areIdentifiers(String text, boolean noLeadingZeros) {
        for (String one : text.split("\\.", -1)) {
            boolean word = !one.isEmpty() && one.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-');
            boolean digits = one.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!word || noLeadingZeros && digits && !isNumber(one)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9') && (text.length() == 1 || text.charAt(0) != '0');
    }
}
