package io.microcontainer.build.nss;

import io.microcontainer.build.tree.Content;
import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.Origin;
import io.microcontainer.build.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files by which the C library knows users and groups: passwd(5), group(5), nsswitch.conf(5). */
public final class NameService {

    private static final Origin ORIGIN = new Origin.Generated("nss");
    /** Nothing but this directory is there to be written. */
    private static final String HOME = "/write";
    private static final String NSSWITCH = """
            passwd:     files
            shadow:     files
            group:      files
            hosts:      files dns
            """;

    private record Group(String name, long gid, List<String> members) {
    }

    private NameService() {
    }

    /**
     * The files of an image.
     *
     * @param account its user
     * @param groups  more groups that the user is in, by name or number
     */
    public static SortedMap<TreePath, Entry> files(Account account, List<String> groups) {
        SortedMap<TreePath, Entry> out = new TreeMap<>();
        out.put(TreePath.of("/etc/passwd"), file(passwd(account)));
        out.put(TreePath.of("/etc/group"), file(group(account, groups)));
        out.put(TreePath.of("/etc/nsswitch.conf"), file(NSSWITCH));
        return out;
    }

    private static Entry file(String text) {
        return new Entry.RegularFile(0644, Content.of(text), ORIGIN);
    }

    static String passwd(Account account) {
        var out = new StringBuilder();
        Account.USERS.forEach(each -> user(out, each.name(), each.id(), each.id()));
        if (Account.byId(Account.USERS, account.uid()).isEmpty()) {
            user(out, account.user(), account.uid(), account.gid());
        }
        return out.toString();
    }

    private static void user(StringBuilder out, String name, long uid, long gid) {
        out.append(name).append(":x:").append(uid).append(':').append(gid).append(':').append(name).append(':').append(HOME).append(":\n");
    }

    static String group(Account account, List<String> more) {
        List<Group> groups = new ArrayList<>();
        Account.GROUPS.forEach(each -> groups.add(new Group(each.name(), each.id(), new ArrayList<>())));
        if (groups.stream().noneMatch(each -> each.gid == account.gid())) {
            groups.add(new Group(account.group(), account.gid(), new ArrayList<>()));
        }
        for (String each : more) {
            boolean name = Account.isName(each);
            Group group = groups.stream().filter(known -> name ? known.name.equals(each) : known.gid == Account.number(each)).findFirst()
                    .orElseGet(() -> {
                        var made = name ? new Group(each, free(groups, account.gid()), new ArrayList<>())
                                : new Group("group" + each, Account.number(each), new ArrayList<>());
                        groups.add(made);
                        return made;
                    });
            if (group.gid != account.gid() && !group.members.contains(account.user())) {
                group.members.add(account.user());
            }
        }
        var out = new StringBuilder();
        groups.forEach(each -> out.append(each.name).append(":x:").append(each.gid).append(':')
                .append(String.join(",", each.members)).append('\n'));
        return out.toString();
    }

    /** The first number above the user's own group, and above the well-known ones, that no group has. */
    private static long free(List<Group> groups, long gid) {
        long id = Math.max(gid, Account.DEFAULT_ID) + 1;
        while (hasNumber(groups, id)) {
            id++;
        }
        return id;
    }

    private static boolean hasNumber(List<Group> groups, long id) {
        return groups.stream().anyMatch(each -> each.gid == id);
    }
}
