package io.microcontainer.run.state;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code list} prints, as runc does: scripts cut its columns and engines read its JSON. */
public final class ListText {

    private static final int NARROWEST = 12;
    private static final int GAP = 3;

    private ListText() {
    }

    /** A line for each container below a line of titles. */
    public static String table(List<ContainerState> containers) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"));
        for (ContainerState container : containers) {
            rows.add(List.of(container.id(), Integer.toString(container.pid()), container.status().word(),
                    container.bundle().toString(), Rfc3339.nano(container.created()), container.owner()));
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size() - 1; column++) {
                int at = column;
                int widest = rows.stream().mapToInt(cells -> length(cells.get(at))).max().orElse(0);
                String cell = row.get(column);
                text.append(cell).repeat(" ", Math.max(NARROWEST, widest + GAP) - length(cell));
            }
            text.append(row.getLast()).append('\n');
        }
        return text.toString();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** The ids, one a line. */
    public static String ids(List<ContainerState> containers) {
        return containers.stream().map(container -> container.id() + "\n").collect(Collectors.joining());
    }

    /** A JSON list on one line; {@code null} where there is no container, as engines know it from runc. */
    public static String json(List<ContainerState> containers) {
        if (containers.isEmpty()) {
            return "null\n";
        }
        return containers.stream().map(container -> new String(JsonText.compact(JsonFields.of(container)), StandardCharsets.UTF_8))
                .collect(Collectors.joining(",", "[", "]\n"));
    }
}
