package io.microcontainer.build.fetch;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes HTTP clients: certificates and proxies as options and environment say, redirects left to the caller. */
public final class HttpTransport {

    private HttpTransport() {
    }

    /**
     * A client. It speaks HTTP/1.1, where several downloads at once have a connection each.
     *
     * @param proxies     what the environment says of proxies
     * @param connectTime longest time for a connection to be made
     * @throws io.microcontainer.build.BuildException if the certificates cannot be read
     */
    public static HttpClient client(TransportOptions options, Proxies proxies, Duration connectTime) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(connectTime).followRedirects(Redirect.NEVER).version(Version.HTTP_1_1);
        if (options.insecure()) {
            builder.sslContext(TrustAll.context());
        } else {
            HostCertificates.context(options.certificates()).ifPresent(builder::sslContext);
        }
        Selector selector = new Selector(options, proxies);
        builder.proxy(selector);
        // Where there is an authenticator, the client itself answers 401 for its caller: with an exception.
        if (Stream.of(options.proxy(), proxies.http(), proxies.https()).flatMap(Optional::stream).anyMatch(each -> each.getRawUserInfo() != null)) {
            builder.authenticator(new ProxyPassword(selector));
        }
        return builder.build();
    }

    private static final class Selector extends ProxySelector {

        private final TransportOptions options;
        private final Proxies proxies;

        Selector(TransportOptions options, Proxies proxies) {
            this.options = options;
            this.proxies = proxies;
        }

        private Optional<URI> proxy(URI server) {
            return options.direct() ? Optional.empty() : options.proxy().or(() -> proxies.of(server));
        }

        @Override
        public List<Proxy> select(URI server) {
            return List.of(proxy(server).map(uri -> new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port(uri))))
                    .orElse(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI server, SocketAddress proxy, IOException failure) {
            // There is no other proxy to choose.
        }

        private static int port(URI uri) {
            return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        }
    }

    /** Answers proxies only: a server's user goes into the request, see {@link SafeUri}. */
    private static final class ProxyPassword extends Authenticator {

        private final Selector selector;

        ProxyPassword(Selector selector) {
            this.selector = selector;
        }

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            if (getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            return selector.proxy(URI.create(getRequestingURL().toString())).map(URI::getUserInfo).filter(user -> user.contains(":"))
                    .map(user -> new PasswordAuthentication(user.substring(0, user.indexOf(':')), user.substring(user.indexOf(':') + 1).toCharArray()))
                    .orElse(null);
        }
    }
}
