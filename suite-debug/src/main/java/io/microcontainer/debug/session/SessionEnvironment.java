package io.microcontainer.debug.session;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environment of a session: the target's, because programs in the container are set up by it, without what would make
 * the cart's programs load or run things of the target. The target can write anything there, and a session may have more
 * rights than the target has.
 */
final class SessionEnvironment {

    private static final String CART = "/dev/crashcart";

    /** The directories of a cart that hold programs. */
    static final List<String> CART_PATH = List.of("/dev/crashcart/bin", "/dev/crashcart/sbin", "/dev/crashcart/usr/bin",
            "/dev/crashcart/usr/sbin", "/dev/crashcart/usr/local/bin");

    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Variables that name code, or files that hold code or its data, for the loader, shells, interpreters and pagers. */
    private static final Set<String> TREACHEROUS = Set.of("BASH_ENV", "BASHOPTS", "CDPATH", "EDITOR", "ENV", "GCONV_PATH",
            "GLOBIGNORE", "IFS", "INPUTRC", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "LESSCLOSE", "LESSKEY", "LESSKEYIN", "LESSOPEN", "LOCPATH", "MANPAGER",
            "NLSPATH", "NODE_OPTIONS", "NODE_PATH", "OLDPWD", "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "PAGER", "PROMPT_COMMAND", "PWD",
            "RUBYLIB", "RUBYOPT", "SHELL", "SHELLOPTS", "SHLVL", "TERMCAP", "TERMINFO", "TERMINFO_DIRS", "VISUAL", "ZDOTDIR", "_");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final List<String> TREACHEROUS_BEGINNINGS =
            List.of("LD_", "GLIBC_", "GIT_", "PERL", "PS", "PYTHON", "MALLOC_", "GDB", "BASH_");

    private SessionEnvironment() {
    }

    /**
     * Where the programs of a cart find their data, in place of the directories that are built into them: there lies what the
     * target has.
     */
    private static final Map<String, String> DATA = Map.ofEntries(
            Map.entry("TERMINFO_DIRS", in("etc/terminfo", "lib/terminfo", "usr/lib/terminfo", "usr/share/terminfo")),
            Map.entry("SSL_CERT_FILE", in("etc/ssl/certs/ca-certificates.crt")),
            Map.entry("OPENSSL_CONF", in("etc/ssl/openssl.cnf")),
            Map.entry("OPENSSL_MODULES", in("om")),
            Map.entry("OPENSSL_ENGINES", in("oe")),
            Map.entry("GCONV_PATH", in("usr/lib/x86_64-linux-gnu/gconv", "usr/lib/aarch64-linux-gnu/gconv", "usr/lib64/gconv")),
            Map.entry("LOCPATH", in("usr/lib/locale")),
            Map.entry("LC_ALL", "C.UTF-8"),
            Map.entry("INPUTRC", in("etc/inputrc")),
            Map.entry("LESSKEY_SYSTEM", in("etc/lesskey")),
            Map.entry("LESSKEYIN_SYSTEM", in("etc/syslesskey")),
            Map.entry("SHELL", in("bin/sh")));

    private static String in(String... paths) {
        return Arrays.stream(paths).map(path -> CART + "/" + path).collect(Collectors.joining(":"));
    }

    /**
     * The settings.
     *
     * @param target    {@code NAME=value} words, each with a zero byte behind it, as /proc/PID/environ gives them
     * @param term      the caller's TERM
     * @param home      where the session's user is at home, if that is known
     * @param trusting  whether the session may do no more than the target; else it has its home in the cart, for programs run
     *                  what they find there
     * @param temporary where temporary files go if the target has no place for them
     */
    static Map<String, String> of(byte[] target, Optional<String> term, Optional<String> home, boolean trusting,
            Optional<String> temporary) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String word : words(target)) {
            int equals = word.indexOf('=');
            if (equals > 0 && harmless(word.substring(0, equals))) {
                settings.putIfAbsent(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        String path = settings.getOrDefault("PATH", "");
        settings.put("PATH", String.join(":", CART_PATH) + ":" + (path.isEmpty() ? USUAL_PATH : path));
        settings.remove("TERM");
        term.ifPresent(t -> settings.put("TERM", t));
        home.ifPresent(h -> settings.put("HOME", h));
        settings.putIfAbsent("HOME", "/");
        if (!trusting) {
            settings.keySet().removeIf(name -> name.startsWith("XDG_"));
            settings.put("HOME", CART);
        }
        settings.putAll(DATA);
        temporary.ifPresent(t -> settings.put("TMPDIR", t));
        // A session leaves no trace in the target's home directory.
        settings.put("HISTFILE", "/dev/null");
        settings.put("LESSHISTFILE", "-");
        return settings;
    }

    /** The words of a buffer that the target may have filled with anything; what is not UTF-8 is left out. */
    private static List<String> words(byte[] environ) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= environ.length; i++) {
            if (i == environ.length || environ[i] == 0) {
                try {
                    words.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(environ, begin, i - begin)).toString());
                } catch (CharacterCodingException e) {
                    // dropped
                }
                begin = i + 1;
            }
        }
        return words;
    }

    private static boolean harmless(String name) {
        return NAME.matcher(name).matches() && !TREACHEROUS.contains(name)
                && TREACHEROUS_BEGINNINGS.stream().noneMatch(name::startsWith);
    }
}
