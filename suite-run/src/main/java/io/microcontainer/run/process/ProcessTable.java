package io.microcontainer.run.process;

import io.microcontainer.run.RunException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Lists processes with the columns of {@code ps -ef} (ps(1)), read from /proc: no ps need be on the host. */
public final class ProcessTable {

    /** USER_HZ: ticks a second of all times in /proc, the same on every architecture here. */
    private static final long TICKS = 100;

    private static final DateTimeFormatter THIS_DAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter THIS_YEAR = DateTimeFormatter.ofPattern("MMMdd", Locale.ENGLISH);
    private static final DateTimeFormatter OTHER_YEAR = DateTimeFormatter.ofPattern("uuuu", Locale.ROOT);

    private final Path proc;
    private final ZoneId zone;
    private final UserNames users = new UserNames();
    private final Instant boot;
    private final double uptime;
    private final int pidWidth;

    /** @param zone which the start times are shown in */
    public ProcessTable(ZoneId zone) {
        this(Path.of("/proc"), zone);
    }

    private ProcessTable(Path proc, ZoneId zone) {
        this.proc = proc;
        this.zone = zone;
        boot = Instant.ofEpochSecond(text("stat").lines().filter(line -> line.startsWith("btime "))
                .mapToLong(line -> Long.parseLong(line.substring(6).strip())).findFirst().orElse(0));
        uptime = Double.parseDouble(text("uptime").split(" ")[0]);
        pidWidth = Long.toString(Long.parseLong(text("sys/kernel/pid_max").strip()) - 1).length();
    }

    private String text(String file) {
        return ProcFile.read(proc.resolve(file)).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElseThrow();
    }

    /** The pids as {@code ps --format json} prints them; {@code null} for none, as engines know it from runc. */
    public static String json(Collection<Integer> pids) {
        return pids.isEmpty() ? "null\n" : pids.stream().sorted().map(String::valueOf).collect(Collectors.joining(",", "[", "]\n"));
    }

    /** A line for each process that still lives, by pid, below a line of titles. */
    public String table(Collection<Integer> pids) {
        StringBuilder text = new StringBuilder(line("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"));
        pids.stream().sorted().forEach(pid -> row(pid).ifPresent(text::append));
        return text.toString();
    }

    private String line(Object... cells) {
        String number = "%" + pidWidth + "s";
        return String.format(Locale.ROOT, "%-8s " + number + " " + number + " %2s %5s %-8s %8s %s%n", cells);
    }

    private Optional<String> row(int pid) {
        OptionalInt uid = effectiveUid(pid);
        if (uid.isEmpty()) {
            return Optional.empty();
        }
        return ProcessStat.of(proc, pid).map(stat -> line(user(uid.getAsInt()), pid, stat.parent(), cpu(stat), started(stat),
                Terminals.name(stat.terminal()), time(stat), command(stat)));
    }

    private OptionalInt effectiveUid(int pid) {
        return ProcFile.read(proc.resolve(pid + "/status")).stream()
                .flatMap(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).lines())
                .filter(line -> line.startsWith("Uid:"))
                .mapToInt(line -> Integer.parseUnsignedInt(line.split("\\s+")[2])).findFirst();
    }

    private String user(int uid) {
        String name = users.name(uid);
        if (name.startsWith("#")) {
            return Integer.toUnsignedString(uid);
        }
        return name.length() > 8 ? name.substring(0, 7) + "+" : name;
    }

    /** Percent of one CPU over its whole life. */
    private String cpu(ProcessStat stat) {
        double seconds = uptime - (double) stat.startTime() / TICKS;
        double used = (double) (stat.userTicks() + stat.systemTicks()) / TICKS;
        return Long.toString(seconds < 1 ? 0 : Math.min(99, (long) (100 * used / seconds)));
    }

    private String started(ProcessStat stat) {
        ZonedDateTime start = boot.plusMillis(stat.startTime() * 1000 / TICKS).atZone(zone);
        ZonedDateTime now = ZonedDateTime.now(zone);
        if (start.getYear() != now.getYear()) {
            return OTHER_YEAR.format(start);
        }
        return (start.getDayOfYear() == now.getDayOfYear() ? THIS_DAY : THIS_YEAR).format(start);
    }

    private static String time(ProcessStat stat) {
        long seconds = (stat.userTicks() + stat.systemTicks()) / TICKS;
        String clock = String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        return seconds < 86400 ? clock : seconds / 86400 + "-" + clock;
    }

    /** Its words, or its name in brackets where it has none: kernel threads and zombies. What a terminal would obey is a question mark. */
    private String command(ProcessStat stat) {
        String words = ProcFile.read(proc.resolve(stat.pid() + "/cmdline"))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).replaceFirst("\0+$", "").replace('\0', ' ')).orElse("");
        String shown = words.isEmpty() ? "[" + stat.command() + "]" + (stat.ended() ? " <defunct>" : "") : words;
        return shown.codePoints().map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** Lines of another listing whose column PID is one of the processes, below its titles. */
    static String filtered(String listing, Collection<Integer> pids) {
        List<String> lines = listing.lines().toList();
        int column = lines.isEmpty() ? -1 : List.of(lines.getFirst().strip().split("\\s+")).indexOf("PID");
        if (column < 0) {
            throw new RunException("ps printed no column PID, which its lines are chosen by: add pid to the options");
        }
        StringBuilder text = new StringBuilder(lines.getFirst()).append('\n');
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > column && fields[column].matches("[0-9]{1,9}")
                    && pids.contains(Integer.valueOf(fields[column]))) {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }
}
