package io.microcontainer.debug.target;

import java.util.List;

/** Rows of words as text in columns. */
public final class TextTable {

    private static final int GAP = 3;

    private TextTable() {
    }

    /** @param rows of one length each, the titles first */
    public static String of(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length - 1; i++) {
                text.append(row.get(i)).repeat(" ", widths[i] + GAP - row.get(i).length());
            }
            text.append(row.getLast()).append('\n');
        }
        return text.toString();
    }
}
