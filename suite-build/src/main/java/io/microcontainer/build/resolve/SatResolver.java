package io.microcontainer.build.resolve;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.repo.PackageMetadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Resolves with a SAT solver: if there is any set of packages that fits together, one is found, and where there are several the one that
 * dnf's rules of preference lead to. Packages of it that turn out not to be needed are left out again.
 */
public final class SatResolver implements Resolver {

    /** Changes whenever a request may be resolved to other packages than before. */
    public static final int RULES = 1;

    private final boolean weak;

    /** @param weak whether recommended packages are taken where nothing speaks against them */
    public SatResolver(boolean weak) {
        this.weak = weak;
    }

    @Override
    public List<Selected> resolve(List<Goal> goals, PackagePool pool) {
        var book = new RuleBook(goals, pool, weak);
        Optional<BitSet> solution = new SatSearch(book).solve();
        if (solution.isEmpty()) {
            throw new BuildException(new Explanation(book, pool).text());
        }
        return new Reasons(book).of(weak ? solution.get() : new SatSearch(book).reduce(solution.get()));
    }

    /** Says of each package of a solution why it is there. */
    private record Reasons(RuleBook book) {

        List<Selected> of(BitSet solution) {
            List<Selected> out = new ArrayList<>();
            BitSet seen = new BitSet();
            List<List<Rule>> byGuard = new ArrayList<>();
            for (int i = 0; i <= book.size(); i++) {
                byGuard.add(new ArrayList<>(0));
            }
            for (Rule rule : book.rules()) {
                byGuard.get(rule.guards().length == 0 ? 0 : rule.guards()[0]).add(rule);
            }
            List<Integer> order = new ArrayList<>(List.of(0));
            for (int i = 0; i < order.size(); i++) {
                for (Rule rule : byGuard.get(order.get(i))) {
                    boolean applies = Arrays.stream(rule.guards()).allMatch(solution::get);
                    for (int choice : applies ? rule.choices() : new int[0]) {
                        if (solution.get(choice)) {
                            if (!seen.get(choice)) {
                                seen.set(choice);
                                order.add(choice);
                                out.add(new Selected(book.found(choice), reason(rule)));
                            }
                            break;
                        }
                    }
                }
            }
            out.sort(Comparator.comparing(each -> each.found().nevra()));
            return List.copyOf(out);
        }

        private static String reason(Rule rule) {
            return rule.cause() instanceof Rule.Cause.Needed(PackageMetadata owner, String text) ? "needed by " + owner + " for " + text
                    : Selected.REQUESTED;
        }
    }
}
