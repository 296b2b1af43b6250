package io.microcontainer.build.registry;

import io.microcontainer.api.digest.Digest;
import io.microcontainer.build.BuildException;
import io.microcontainer.build.registry.RegistryClient.Transient;
import io.microcontainer.build.tree.Content;
import java.net.URI;
import java.util.Optional;

/** Brings one blob into a repository: not at all if it is there, by mounting it if another repository has it, else in chunks. */
public final class BlobUpload {

    /** What had to be done. */
    public enum Outcome { PRESENT, MOUNTED, UPLOADED }

    private final RegistryClient client;
    private final TransferListener listener;

    public BlobUpload(RegistryClient client, TransferListener listener) {
        this.client = client;
        this.listener = listener;
    }

    /**
     * Uploads a blob.
     *
     * @param from another repository of the registry that may have it
     */
    public Outcome upload(Digest digest, Content content, Optional<String> from) {
        if (client.call(new CheckBlob(client.image(), digest))) {
            return Outcome.PRESENT;
        }
        for (int attempt = 1; ; attempt++) {
            StartUpload.Started started = client.call(new StartUpload(client.image(), digest, from.filter(each ->
                    !each.equals(client.image().reference().repository()))));
            if (started.mounted()) {
                return Outcome.MOUNTED;
            }
            if (send(started, digest, content)) {
                return Outcome.UPLOADED;
            }
            client.pause(attempt, new Transient("uploading blob " + digest + " failed: the registry has forgotten the upload", Optional.empty(), null));
        }
    }

    /** Sends all bytes and goes on where the connection broke; false if the registry has forgotten the upload. */
    private boolean send(StartUpload.Started started, Digest digest, Content content) {
        long chunk = Math.max(client.options().chunk(), started.minimum());
        URI location = started.location();
        long offset = 0;
        int failures = 0;
        while (true) {
            try {
                while (offset < content.size()) {
                    long length = Math.min(chunk, content.size() - offset);
                    location = client.attempt(new AppendChunk(location, digest, content, offset, length, sent -> listener.at(digest, sent)));
                    offset += length;
                    failures = 0;
                }
                return client.attempt(new FinishUpload(location, digest));
            } catch (Transient e) {
                client.pause(++failures, e);
                // The answer may have been lost, not the request.
                if (offset == content.size() && client.call(new CheckBlob(client.image(), digest))) {
                    return true;
                }
                Optional<UploadStatus.Received> received = client.call(new UploadStatus(location, digest));
                if (received.isEmpty()) {
                    return false;
                }
                if (received.get().bytes() > content.size()) {
                    throw new BuildException("uploading blob " + digest + " failed: the registry has " + received.get().bytes() + " bytes of "
                            + content.size());
                }
                location = received.get().location();
                offset = received.get().bytes();
            }
        }
    }
}
