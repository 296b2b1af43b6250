package io.microcontainer.api.oci.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "busybox,-,busybox,-",
        "busybox:1.36,-,busybox,1.36",
        "team/app,-,team/app,-",
        "localhost/app,localhost,app,-",
        "localhost:5000/app:v1,localhost:5000,app,v1",
        "example.com/a/b/c:x_y-z.1,example.com,a/b/c,x_y-z.1",
        "host:80/app,host:80,app,-",
        "UPPER/app,UPPER,app,-",
        "[::1]:5000/app:t,[::1]:5000,app,t",
        "192.168.0.1/app,192.168.0.1,app,-",
        "a--b/c__d/e.f,-,a--b/c__d/e.f,-",
    })
    void parsesAndPrints(String text, String registry, String repository, String tag) {
        Reference reference = Reference.parse(text);
        assertEquals(registry, reference.registry());
        assertEquals(repository, reference.repository());
        assertEquals(tag, reference.tag());
        assertEquals(text, reference.toString());
        Reference pinned = Reference.parse(text + "@sha256:" + HEX);
        assertEquals(tag, pinned.tag());
        assertEquals(HEX, pinned.digest().encoded());
        assertEquals(text + "@sha256:" + HEX, pinned.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":tag", "/app", "app/", "a//b", "App", "app:", "app:.x", "app:-x", "app@", "app@sha256:12", "a b", "a..b", "a___b", "-a", "a_",
        "example.com/", "example.com:port/app", "http://example.com/app", "user:pw@example.com/app", "example.com/../app", "a:b:c", "-h.com/app", "app:t/x"})
    void refuses(String text) {
        assertThrows(IllegalArgumentException.class, () -> Reference.parse(text));
    }

    @Test
    void boundsTheLength() {
        assertEquals(255, Reference.parse("a".repeat(255)).repository().length());
        assertThrows(IllegalArgumentException.class, () -> Reference.parse("a".repeat(256)));
        assertThrows(IllegalArgumentException.class, () -> Reference.parse("a/".repeat(100_000)));
        assertThrows(IllegalArgumentException.class, () -> Reference.parse("a:" + "t".repeat(129)));
    }

    @Test
    void completesAsDockerDoes() {
        assertEquals("docker.io/library/busybox:latest", Reference.parse("busybox").complete().toString());
        assertEquals("docker.io/team/app:1", Reference.parse("team/app:1").complete().toString());
        assertEquals("example.com/app:latest", Reference.parse("example.com/app").complete().toString());
        assertEquals("docker.io/library/a@sha256:" + HEX, Reference.parse("index.docker.io/a@sha256:" + HEX).complete().toString());
    }
}
