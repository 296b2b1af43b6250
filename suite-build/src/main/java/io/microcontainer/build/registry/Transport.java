package io.microcontainer.build.registry;

import io.microcontainer.build.BuildException;
import io.microcontainer.build.fetch.HttpTransport;
import io.microcontainer.build.fetch.Proxies;
import io.microcontainer.build.fetch.SafeUri;
import io.microcontainer.build.fetch.Stall;
import io.microcontainer.build.fetch.TransportOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Sends requests to one registry, follows redirections of those that only ask, and shows its credentials to nobody else. */
final class Transport implements AutoCloseable {

    private static final int MAX_REDIRECTS = 10;

    private final RegistryOptions options;
    private final URI home;
    private HttpClient client;

    /** @param home any URL of the registry */
    Transport(RegistryOptions options, URI home) {
        this.options = options;
        this.home = home;
    }

    /**
     * Sends a request once.
     *
     * @param authorization value of the header for the registry itself; for other servers it is left out
     * @return the answer, whose body the caller closes
     */
    RegistryAnswer send(RegistryCall<?> call, Optional<String> authorization) throws IOException {
        URI uri = call.uri();
        boolean asks = call.method().equals("GET") || call.method().equals("HEAD");
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            RegistryAnswer answer = exchange(call, uri, authorization);
            boolean redirected = answer.status() == 301 || answer.status() == 302 || answer.status() == 303 || answer.status() == 307
                    || answer.status() == 308;
            if (!asks || !redirected) {
                return answer;
            }
            answer.body().close();
            uri = answer.location();
        }
        throw new BuildException(call.what() + " failed: the server redirects more than " + MAX_REDIRECTS + " times");
    }

    private RegistryAnswer exchange(RegistryCall<?> call, URI uri, Optional<String> authorization) throws IOException {
        var moved = new AtomicLong();
        var body = new CountedBody(call.body(), total -> {
            moved.set(total);
            call.sent(total);
        });
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("User-Agent", "smith")
                .method(call.method(), body.contentLength() == 0 ? call.body() : body);
        call.headers().forEach(request::header);
        if (SafeUri.sameOrigin(home, uri)) {
            authorization.ifPresent(value -> request.header("Authorization", value));
        }
        HttpResponse<InputStream> response = Stall.await(client().sendAsync(request.build(), _ -> new BodyStream(options.stallTime())), moved,
                options.stallTime());
        return new RegistryAnswer(response.statusCode(), response.headers(), uri, response.body());
    }

    private synchronized HttpClient client() {
        if (client == null) {
            var reach = new TransportOptions(options.insecure(), Optional.empty(), false, Certificates.files(options.environment(), home.getRawAuthority()));
            client = HttpTransport.client(reach, Proxies.of(options.environment()), options.connectTime());
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
