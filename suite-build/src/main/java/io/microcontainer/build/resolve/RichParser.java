package io.microcontainer.build.resolve;

import io.microcontainer.build.resolve.Dependency.And;
import io.microcontainer.build.resolve.Dependency.Atom;
import io.microcontainer.build.resolve.Dependency.If;
import io.microcontainer.build.resolve.Dependency.Or;
import io.microcontainer.build.resolve.Dependency.Unless;
import io.microcontainer.build.resolve.Dependency.With;
import io.microcontainer.build.resolve.Dependency.Without;
import io.microcontainer.build.rpm.Evr;
import io.microcontainer.build.rpm.Relation;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of a boolean dependency, rpm-dependencies(7). */
final class RichParser {

    private static final int MAX_DEPTH = 64;

    private final String text;
    private int at;

    private RichParser(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if the text is no boolean dependency */
    static Dependency parse(String text) {
        var parser = new RichParser(text);
        Dependency result = parser.group(0);
        parser.blanks();
        if (parser.at < text.length()) {
            throw parser.wrong("goes on after its closing parenthesis");
        }
        return result;
    }

    private Dependency group(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("is nested deeper than " + MAX_DEPTH);
        }
        expect('(');
        Dependency first = operand(depth);
        String word = token();
        Dependency result = switch (word) {
            case "" -> first;
            case "and" -> new And(chain(first, word, depth));
            case "or" -> new Or(chain(first, word, depth));
            case "with" -> new With(chain(first, word, depth));
            case "without" -> new Without(first, operand(depth));
            case "if" -> {
                Dependency condition = operand(depth);
                yield new If(first, condition, otherwise(depth));
            }
            case "unless" -> {
                Dependency condition = operand(depth);
                yield new Unless(first, condition, otherwise(depth));
            }
            default -> throw wrong("has the unknown word \"" + word + "\"");
        };
        expect(')');
        return result;
    }

    private List<Dependency> chain(Dependency first, String word, int depth) {
        var parts = new ArrayList<>(List.of(first, operand(depth)));
        for (String next = token(); !next.isEmpty(); next = token()) {
            if (!next.equals(word)) {
                throw wrong("mixes \"" + word + "\" and \"" + next + "\" without parentheses");
            }
            parts.add(operand(depth));
        }
        return List.copyOf(parts);
    }

    private Dependency otherwise(int depth) {
        String word = token();
        if (word.isEmpty()) {
            return null;
        }
        if (!word.equals("else")) {
            throw wrong("has \"" + word + "\" where \"else\" may stand");
        }
        return operand(depth);
    }

    private Dependency operand(int depth) {
        blanks();
        if (at < text.length() && text.charAt(at) == '(') {
            return group(depth + 1);
        }
        String name = token();
        if (name.isEmpty()) {
            throw wrong("lacks a name");
        }
        int before = at;
        String sign = token();
        if (!sign.matches("<|<=|=|==|>=|>|=<|=>")) {
            at = before;
            return new Atom(Relation.any(name));
        }
        String canonical = switch (sign) {
            case "==" -> "=";
            case "=<" -> "<=";
            case "=>" -> ">=";
            default -> sign;
        };
        return new Atom(new Relation(name, Relation.comparison(canonical), Evr.parse(token())));
    }

    /** A word up to a blank or to a parenthesis that it did not open: names such as {@code libc.so.6()(64bit)} hold pairs of them. */
    private String token() {
        blanks();
        int from = at;
        int open = 0;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            char c = text.charAt(at);
            if (c == '(') {
                open++;
            } else if (c == ')' && --open < 0) {
                break;
            }
            at++;
        }
        return text.substring(from, at);
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private void expect(char c) {
        blanks();
        if (at >= text.length() || text.charAt(at) != c) {
            throw wrong("lacks a \"" + c + "\"");
        }
        at++;
    }

    private IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException("the dependency \"" + text + "\" " + problem + " (at character " + (at + 1) + ")");
    }
}
