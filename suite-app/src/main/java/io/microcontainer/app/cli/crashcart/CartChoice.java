package io.microcontainer.app.cli.crashcart;

import io.microcontainer.api.linux.Architecture;
import io.microcontainer.api.session.Session;
import io.microcontainer.app.cli.BuildEnvironment;
import io.microcontainer.app.cli.Version;
import io.microcontainer.build.cart.CartBuilder;
import io.microcontainer.build.cart.CartFormat;
import io.microcontainer.build.cart.CartRequest;
import io.microcontainer.build.cart.CartResult;
import io.microcontainer.build.packages.Progress;
import io.microcontainer.build.registry.RemoteImage;
import io.microcontainer.debug.cart.CartReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What {@code --image} means: a cart as it lies there, or an OCI image that becomes one. Such a cart is kept in the cache by the
 * image's name, until {@code --pull} asks for it anew.
 */
final class CartChoice {

    private final Session session;
    private final BuildEnvironment environment;

    CartChoice(Session session) {
        this.session = session;
        this.environment = new BuildEnvironment(session);
    }

    /**
     * The cart of a word.
     *
     * @param pull make the cart of an image anew
     */
    Path of(String word, boolean pull) {
        Path path = session.resolve(word);
        if (CartReader.isCart(path) || !Files.exists(path) && !isLayout(word) && isPath(word)) {
            return path;
        }
        // Only root may mount an image's file.
        boolean mountable = session.invocation().uid() == 0;
        String image = image(word);
        Path cart = environment.cache().resolveSibling("crashcart").resolve(UUID.nameUUIDFromBytes(image.getBytes(StandardCharsets.UTF_8))
                + (mountable ? ".erofs" : ""));
        if (pull || !Files.exists(cart)) {
            Progress progress = session.invocation().terminals().contains(2) ? step -> session.err().println("crashcart: " + step) : Progress.SILENT;
            CartResult result = CartBuilder.build(new CartRequest(List.of(), Optional.of(image), List.of(), Architecture.current().machine(),
                    session.resolve("."), environment.cache(), false, environment.fetch(false, false), cart,
                    mountable ? CartFormat.EROFS : CartFormat.DIRECTORY, 0, Version.ofSuite(), session.invocation().environment(), progress));
            result.warnings().forEach(w -> session.err().println("crashcart: warning: " + w));
        }
        return cart;
    }

    /**
     * An image by a word: one on this machine by its place, whatever directory the caller is in, else one in a registry by its URL.
     */
    String image(String word) {
        if (Files.exists(session.resolve(word))) {
            return session.resolve(word).toString();
        }
        if (isLayout(word)) {
            int colon = word.lastIndexOf(':');
            return session.resolve(word.substring(0, colon)) + word.substring(colon);
        }
        return isPath(word) || RemoteImage.isUrl(word) ? word : "docker://" + RemoteImage.parse(word).reference();
    }

    /** A word with a slash that does not begin like a path is the name of an image in a registry. */
    private static boolean isPath(String word) {
        return word.startsWith("/") || word.startsWith(".") || !word.contains("/");
    }

    /** Whether it is {@code DIRECTORY:TAG} of a layout. */
    private boolean isLayout(String word) {
        int colon = word.lastIndexOf(':');
        return colon > 0 && Files.exists(session.resolve(word.substring(0, colon)).resolve("oci-layout"));
    }
}
