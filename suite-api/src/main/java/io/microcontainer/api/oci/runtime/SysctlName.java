package io.microcontainer.api.oci.runtime;

import io.microcontainer.api.json.Quoted;
import java.util.List;

/**
 * The name of a kernel parameter as a path under /proc/sys; sysctl.d(5). Dots part the components, and a slash stands for a
 * dot in one; when a slash comes first, it is the other way round: {@code net.ipv4.conf.eth0/1.forwarding} and
 * {@code net/ipv4/conf/eth0.1/forwarding} are the same.
 *
 * @param components from the top, none of them able to leave /proc/sys
 */
public record SysctlName(List<String> components) {

    public SysctlName {
        components = List.copyOf(components);
    }

    /** @throws IllegalArgumentException with a sentence for the user, if the text is no name */
    public static SysctlName parse(String text) {
        int dot = text.indexOf('.');
        int slash = text.indexOf('/');
        boolean slashes = slash >= 0 && (dot < 0 || slash < dot);
        String path = slashes ? text : text.chars().map(c -> c == '.' ? '/' : c == '/' ? '.' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        List<String> components = List.of(path.split("/", -1));
        for (String one : components) {
            if (one.isEmpty() || one.equals(".") || one.equals("..") || one.indexOf(0) >= 0) {
                throw new IllegalArgumentException(Quoted.of(text) + " is not a kernel parameter, expected a name such as net.core.somaxconn");
            }
        }
        return new SysctlName(components);
    }

    /** The path relative to /proc/sys. */
    public String path() {
        return String.join("/", components);
    }
}
