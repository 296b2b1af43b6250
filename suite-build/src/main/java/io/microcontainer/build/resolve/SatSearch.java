package io.microcontainer.build.resolve;

import io.microcontainer.build.BuildException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.sat4j.core.VecInt;
import org.sat4j.minisat.constraints.MixedDataStructureDanielWL;
import org.sat4j.minisat.core.DataStructureFactory;
import org.sat4j.minisat.core.Solver;
import org.sat4j.minisat.learning.MiniSATLearning;
import org.sat4j.minisat.restarts.MiniSATRestarts;
import org.sat4j.specs.ContradictionException;
import org.sat4j.specs.TimeoutException;

/** Finds packages that keep all rules of a book, in the order of {@link DependencyOrder}. */
final class SatSearch {

    /** Conflicts until a search is given up: real requests have a few hundred. */
    static final int MOST_CONFLICTS = 200_000;

    private final RuleBook book;
    private Solver<DataStructureFactory> solver;

    SatSearch(RuleBook book) {
        this.book = book;
    }

    /** The numbers of the packages; empty if there is no solution. */
    Optional<BitSet> solve() {
        return prepare() ? search(new VecInt()) : Optional.empty();
    }

    /**
     * Leaves out of a solution what it can do without: packages that were chosen before others came that would have done.
     *
     * @param solution that was found
     */
    BitSet reduce(BitSet solution) {
        if (!prepare()) {
            throw new IllegalStateException("the rules had a solution before");
        }
        BitSet smallest = solution;
        for (int each : chosen(solution)) {
            if (smallest.get(each)) {
                var assumed = new VecInt();
                for (int number = 1; number <= book.size(); number++) {
                    if (!smallest.get(number) || number == each) {
                        assumed.push(-number);
                    }
                }
                smallest = search(assumed).orElse(smallest);
            }
        }
        return smallest;
    }

    /** Packages for which another one of the solution could stand in a rule: only those can be left out. The last ones first. */
    private int[] chosen(BitSet solution) {
        BitSet chosen = new BitSet();
        for (Rule rule : book.rules()) {
            int[] there = Arrays.stream(rule.choices()).filter(solution::get).toArray();
            if (there.length > 1) {
                for (int each : there) {
                    chosen.set(each);
                }
            }
        }
        int[] numbers = chosen.stream().toArray();
        for (int i = 0; i < numbers.length / 2; i++) {
            int other = numbers[i];
            numbers[i] = numbers[numbers.length - 1 - i];
            numbers[numbers.length - 1 - i] = other;
        }
        return numbers;
    }

    private boolean prepare() {
        var learning = new MiniSATLearning<DataStructureFactory>();
        solver = new Solver<>(learning, new MixedDataStructureDanielWL(), new DependencyOrder(book), new MiniSATRestarts());
        learning.setDataStructureFactory(solver.getDSFactory());
        learning.setVarActivityListener(solver);
        solver.setTimeoutOnConflicts(MOST_CONFLICTS);
        solver.newVar(book.size());
        for (int number = 1; number <= book.size(); number++) {
            // Packages that only wishes name are in no clause: the solver has to be told of them.
            solver.getVocabulary().getFromPool(number);
        }
        try {
            for (Rule rule : book.rules()) {
                if (!rule.weak()) {
                    solver.addClause(new VecInt(rule.literals()));
                }
            }
            return true;
        } catch (ContradictionException _) {
            return false;
        }
    }

    private Optional<BitSet> search(VecInt assumed) {
        try {
            if (!solver.isSatisfiable(assumed)) {
                return Optional.empty();
            }
        } catch (TimeoutException e) {
            throw new BuildException("which packages fit together could not be found out after " + MOST_CONFLICTS + " attempts; ask for fewer "
                    + "packages at once, or for certain versions of them", e);
        }
        var found = new BitSet();
        for (int literal : solver.model()) {
            if (literal > 0) {
                found.set(literal);
            }
        }
        return Optional.of(found);
    }
}
