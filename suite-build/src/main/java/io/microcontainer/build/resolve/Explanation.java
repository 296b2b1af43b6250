package io.microcontainer.build.resolve;

import io.microcontainer.build.repo.PackageMetadata;
import io.microcontainer.build.resolve.Rule.Cause;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sat4j.core.VecInt;
import org.sat4j.minisat.SolverFactory;
import org.sat4j.specs.ContradictionException;
import org.sat4j.specs.ISolver;
import org.sat4j.specs.IVecInt;
import org.sat4j.specs.TimeoutException;

/** Says why no packages keep the rules of a book: by a few rules that contradict each other, none of which can be left out. */
final class Explanation {

    /** Of a core larger than this not every rule is tried. */
    private static final int MOST_TRIED = 300;
    private static final int MOST_SAID = 12;

    private final RuleBook book;
    private final PackagePool pool;
    private final List<Rule> rules;

    Explanation(RuleBook book, PackagePool pool) {
        this.book = book;
        this.pool = pool;
        this.rules = book.rules().stream().filter(rule -> !rule.weak()).toList();
    }

    /** What is wrong first, then how the goals lead there. */
    String text() {
        // A goal that nothing meets needs no search.
        for (Rule rule : rules) {
            if (rule.cause() instanceof Cause.Requested && rule.choices().length == 0) {
                return say(rule);
            }
        }
        List<Rule> core = core();
        var lines = new LinkedHashSet<String>();
        core.stream().sorted(Comparator.comparing(rule -> rule.choices().length > 0)).map(this::say).forEach(lines::add);
        List<String> said = lines.stream().filter(line -> !line.isEmpty()).limit(MOST_SAID).toList();
        return said.isEmpty() ? "the requested packages do not fit together" : String.join("; ", said);
    }

    /** Each rule gets a switch; those that the solver needs to find the contradiction are the core. */
    private List<Rule> core() {
        ISolver solver = SolverFactory.newDefault();
        solver.setTimeoutOnConflicts(SatSearch.MOST_CONFLICTS);
        solver.newVar(book.size() + rules.size());
        try {
            for (int i = 0; i < rules.size(); i++) {
                int[] literals = rules.get(i).literals();
                int[] switched = Arrays.copyOf(literals, literals.length + 1);
                switched[literals.length] = -name(i);
                solver.addClause(new VecInt(switched));
            }
            int[] core = refute(solver, IntStream.range(0, rules.size()).map(this::name).toArray());
            for (int i = 0, tried = 0; i < core.length && tried < MOST_TRIED; tried++) {
                int left = core[i];
                int[] smaller = refute(solver, Arrays.stream(core).filter(each -> each != left).toArray());
                if (smaller == null) {
                    i++;
                } else {
                    core = smaller;
                }
            }
            return Arrays.stream(core).sorted().mapToObj(each -> rules.get(each - book.size() - 1)).toList();
        } catch (ContradictionException | TimeoutException _) {
            return List.of();
        }
    }

    private int name(int rule) {
        return book.size() + 1 + rule;
    }

    /** The switches among those given that suffice for a contradiction, in their order; null if there is none. */
    private static int[] refute(ISolver solver, int[] switches) throws TimeoutException {
        if (solver.isSatisfiable(new VecInt(switches))) {
            return null;
        }
        IVecInt found = solver.unsatExplanation();
        return Arrays.stream(switches).filter(found::contains).toArray();
    }

    private String say(Rule rule) {
        return switch (rule.cause()) {
            case Cause.Requested(Goal goal) -> rule.choices().length == 0
                    ? "no package is or provides \"" + goal + "\", which was requested (" + pool.repositoryNames() + ")" : "";
            case Cause.Needed(PackageMetadata owner, String text) when text.startsWith("rpmlib(") ->
                    owner + " needs " + text + ", a feature of rpm that is not known here";
            case Cause.Needed(PackageMetadata owner, String text) when rule.choices().length == 0 && rule.guards().length == 1 ->
                    "nothing provides " + text + " needed by " + owner;
            case Cause.Needed(PackageMetadata owner, String text) ->
                    "package " + owner + " requires " + text + ", but none of the providers can be installed";
            case Cause.Conflict(PackageMetadata owner, String text, List<PackageMetadata> others) -> "package " + owner + " conflicts with " + text
                    + (others.isEmpty() ? "" : " provided by " + others.stream().map(PackageMetadata::toString).collect(Collectors.joining(", ")));
            case Cause.Obsoletes(PackageMetadata owner, String text, PackageMetadata other) ->
                    "package " + owner + " obsoletes " + text + " provided by " + other;
            case Cause.SameName(PackageMetadata one, PackageMetadata other) -> "cannot install both " + one + " and " + other;
        };
    }
}
