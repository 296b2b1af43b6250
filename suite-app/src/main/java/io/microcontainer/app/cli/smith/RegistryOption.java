package io.microcontainer.app.cli.smith;

import picocli.CommandLine.Option;

/** Which image of which registry. */
final class RegistryOption {

    @Option(names = { "-r", "--remote" }, paramLabel = "URL", required = true,
            description = { "https://[user:password@]host/repository[:tag|@digest]; the tag is latest if none is given.",
                "Credentials that docker login or podman login has kept are used." })
    private String remote;

    @Option(names = { "-k", "--insecure" }, description = "Do not check the certificate of the registry.")
    private boolean insecure;

    String remote() {
        return remote;
    }

    boolean insecure() {
        return insecure;
    }
}
