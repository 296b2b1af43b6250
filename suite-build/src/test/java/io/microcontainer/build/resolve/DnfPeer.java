package io.microcontainer.build.resolve;

import io.microcontainer.build.rpm.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What dnf would install into an empty root: its own library in one process, for the command takes a second each time. */
final class DnfPeer {

    private static final String SCRIPT = """
            import sys, dnf
            base = dnf.Base()
            conf = base.conf
            conf.installroot, conf.cachedir, conf.reposdir = sys.argv[1], sys.argv[2], []
            conf.install_weak_deps, conf.best, conf.logdir = sys.argv[4] == 'weak', False, sys.argv[2]
            conf.substitutions['arch'] = conf.substitutions['basearch'] = 'x86_64'
            conf.substitutions['releasever'] = '1'
            base.repos.add_new_repo('r', conf, baseurl=[sys.argv[3]], gpgcheck=False)
            base.fill_sack(load_system_repo=False)
            for request in open(sys.argv[5]).read().splitlines():
                base.reset(goal=True)
                try:
                    for word in request.split(' '):
                        base.install(word)
                    base.resolve()
                    print(request + '\\t' + ' '.join(sorted(str(p) for p in base.transaction.install_set)))
                except dnf.exceptions.Error:
                    print(request + '\\tnone')
            """;

    private DnfPeer() {
    }

    /** The packages for each request, sorted, with blanks between; {@code none} where there is no solution. */
    static Map<String, String> resolve(Path directory, Path repository, List<String> requests) {
        return resolve(directory, repository, false, requests);
    }

    static Map<String, String> resolve(Path directory, Path repository, boolean weak, List<String> requests) {
        try {
            Path list = Files.write(Files.createTempFile(directory, "requests", null), requests);
            var command = new ArrayList<>(List.of("/usr/bin/python3", "-c", SCRIPT, directory.resolve("root").toString(), directory.resolve("dnf").toString(),
                    repository.toUri().toString(), weak ? "weak" : "strong", list.toString()));
            Map<String, String> chosen = new HashMap<>();
            new String(Peer.run(command), StandardCharsets.UTF_8).lines().map(line -> line.split("\t", -1)).filter(parts -> parts.length == 2)
                    .forEach(parts -> chosen.put(parts[0], parts[1]));
            return chosen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
