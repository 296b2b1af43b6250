package io.microcontainer.build.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.microcontainer.build.BuildException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** URLs of images, and what servers demand. */
class NamesTest {

    @Test
    void urls() {
        RemoteImage image = RemoteImage.parse("https://me:p%40ss:w%2Frd@reg.example:5000/team/app:1.2");
        assertEquals("https://reg.example:5000/team/app:1.2", image.toString());
        assertEquals("https://reg.example:5000/v2/team/app/manifests/1.2", image.api("manifests/1.2").toString());
        assertEquals(new Credential.Password("me", "p@ss:w/rd"), image.credential().orElseThrow());
        assertEquals("a password", image.credential().get().toString());
        assertEquals("latest", RemoteImage.parse("http://reg/app").selector());
        assertEquals("https://registry-1.docker.io/v2/library/busybox/blobs/x", RemoteImage.parse("busybox").api("blobs/x").toString());
        assertEquals("https://quay.io/a/b:c", RemoteImage.parse("docker://quay.io/a/b:c").toString());
        String digest = "sha256:" + "0".repeat(64);
        assertEquals(digest, RemoteImage.parse("https://r.example/a:t@" + digest).selector());
    }

    @Test
    void whatIsNoUrlIsRefusedWithoutItsPassword() {
        for (String wrong : List.of("https://u:secret@host", "https://secret@host/app", "https://u:secret@host/App", "https://u:secret@h/a@sha256:1",
                "https://u:secret@h ost/app")) {
            String message = assertThrows(BuildException.class, () -> RemoteImage.parse(wrong)).getMessage();
            assertFalse(message.contains("secret"), message);
        }
    }

    @Test
    void demands() {
        assertEquals(List.of(new Challenge("bearer", Map.of("realm", "https://a/t?x=\"1\"", "service", "r", "scope", "repository:a/b:pull,push"))),
                Challenge.parse(List.of("Bearer realm=\"https://a/t?x=\\\"1\\\"\", service=r,scope=\"repository:a/b:pull,push\"")));
        assertEquals(List.of(new Challenge("negotiate", Map.of()), new Challenge("basic", Map.of("realm", "x, y")), new Challenge("bearer", Map.of())),
                Challenge.parse(List.of("Negotiate, Basic realm=\"x, y\"", "BEARER")));
        assertEquals(List.of(), Challenge.parse(List.of("", "\"", ",,=")));
    }

    @Test
    void environmentWithoutFilesHasNoCredentials() {
        assertEquals(Optional.empty(), new DockerConfig(Map.of("HOME", "/nonexistent")).find("quay.io", "a/b"));
    }
}
