package io.microcontainer.build.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One demand of a {@code WWW-Authenticate} header; RFC 9110 section 11.6.1.
 *
 * @param scheme     in lower case: {@code basic} or {@code bearer}
 * @param parameters by lower-case name, unquoted
 */
record Challenge(String scheme, Map<String, String> parameters) {

    /** The demands of all header values, in order; what cannot be read is left out. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> out = new ArrayList<>();
        for (String header : headers) {
            new Parser(header).parse(out);
        }
        return out;
    }

    /** A quoted string may hold commas and equals signs: {@code scope="repository:a/b:pull,push"}. */
    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        void parse(List<Challenge> out) {
            Map<String, String> parameters = null;
            while (at < text.length()) {
                skip(" \t,");
                String word = token();
                if (word.isEmpty()) {
                    at++;
                    continue;
                }
                int end = at;
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=' && parameters != null) {
                    at++;
                    skip(" \t");
                    parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
                } else {
                    at = end;
                    parameters = new LinkedHashMap<>();
                    out.add(new Challenge(word.toLowerCase(Locale.ROOT), parameters));
                }
            }
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int from = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                return token();
            }
            var out = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                out.append(text.charAt(at));
            }
            at++;
            return out.toString();
        }
    }
}
