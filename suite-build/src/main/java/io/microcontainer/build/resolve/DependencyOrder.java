package io.microcontainer.build.resolve;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.sat4j.core.LiteralsUtils;
import org.sat4j.minisat.core.ILits;
import org.sat4j.minisat.core.IOrder;
import org.sat4j.minisat.core.IPhaseSelectionStrategy;

/**
 * Tells the SAT solver what to try next: what follows from the goals, breadth first, the best package for the first dependency that is not
 * met. Wishes come when all that is needed is there. What nothing asks for stays away. The solver's learned clauses see to it that a
 * bad choice is not made twice, so this order decides which solution is found, never whether one is.
 */
final class DependencyOrder implements IOrder {

    private final List<Rule> unguarded = new ArrayList<>();
    /** By the number of the first guard. */
    private final List<List<Rule>> byGuard;
    private ILits literals;
    private int closing;

    DependencyOrder(RuleBook book) {
        this.byGuard = new ArrayList<>(book.size() + 1);
        for (int i = 0; i <= book.size(); i++) {
            byGuard.add(new ArrayList<>(0));
        }
        for (Rule rule : book.rules()) {
            if (rule.choices().length > 0) {
                (rule.guards().length == 0 ? unguarded : byGuard.get(rule.guards()[0])).add(rule);
            }
        }
    }

    @Override
    public int select() {
        if (closing == 0) {
            int next = next();
            if (next != ILits.UNDEFINED) {
                return next;
            }
            closing = 1;
        }
        // All rules that matter are met: nothing that is not installed need be, and no choice can follow from its absence.
        while (closing < byGuard.size()) {
            int literal = LiteralsUtils.posLit(closing++);
            if (literals.belongsToPool(literal >> 1) && literals.isUnassigned(literal)) {
                return LiteralsUtils.neg(literal);
            }
        }
        return ILits.UNDEFINED;
    }

    private int next() {
        var seen = new BitSet(byGuard.size());
        Deque<Integer> queue = new ArrayDeque<>();
        Rule wish = null;
        for (Rule rule : unguarded) {
            if (isOpen(rule, seen, queue)) {
                return best(rule);
            }
        }
        while (!queue.isEmpty()) {
            for (Rule rule : byGuard.get(queue.poll())) {
                if (!isOpen(rule, seen, queue)) {
                    continue;
                }
                int best = best(rule);
                if (!rule.weak()) {
                    return best;
                }
                if (wish == null && best != ILits.UNDEFINED) {
                    wish = rule;
                }
            }
        }
        return wish == null ? ILits.UNDEFINED : best(wish);
    }

    /** Whether all guards of a rule are installed and none of its choices is; the choice that is goes into the queue. */
    private boolean isOpen(Rule rule, BitSet seen, Deque<Integer> queue) {
        for (int guard : rule.guards()) {
            if (!literals.isSatisfied(LiteralsUtils.posLit(guard))) {
                return false;
            }
        }
        for (int choice : rule.choices()) {
            if (literals.isSatisfied(LiteralsUtils.posLit(choice))) {
                if (!seen.get(choice)) {
                    seen.set(choice);
                    queue.add(choice);
                }
                return false;
            }
        }
        return true;
    }

    private int best(Rule rule) {
        for (int choice : rule.choices()) {
            int literal = LiteralsUtils.posLit(choice);
            if (literals.isUnassigned(literal)) {
                return literal;
            }
        }
        return ILits.UNDEFINED;
    }

    @Override
    public void setLits(ILits lits) {
        literals = lits;
    }

    @Override
    public void init() {
        closing = 0;
    }

    @Override
    public void undo(int variable) {
        closing = 0;
    }

    @Override
    public void updateVar(int literal) {
        // Which variables were in conflicts does not matter here.
    }

    @Override
    public void updateVar(int literal, double value) {
        // As above.
    }

    @Override
    public void printStat(PrintWriter out, String prefix) {
        // Nothing is counted.
    }

    @Override
    public void setVarDecay(double decay) {
        // Activities are not kept.
    }

    @Override
    public void varDecayActivity() {
        // Activities are not kept.
    }

    @Override
    public double varActivity(int literal) {
        return 0;
    }

    @Override
    public void assignLiteral(int literal) {
        // The literals tell.
    }

    @Override
    public void setPhaseSelectionStrategy(IPhaseSelectionStrategy strategy) {
        throw new UnsupportedOperationException("phases follow from the rules");
    }

    @Override
    public IPhaseSelectionStrategy getPhaseSelectionStrategy() {
        return null;
    }

    @Override
    public void updateVarAtDecisionLevel(int literal) {
        // As above.
    }

    @Override
    public double[] getVariableHeuristics() {
        return new double[0];
    }
}
