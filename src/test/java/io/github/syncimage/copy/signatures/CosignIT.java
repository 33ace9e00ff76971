package io.github.syncimage.copy.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.syncimage.copy.TwoRegistries;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.Signatures.Attached;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.testing.DockerRegistry;
import io.github.syncimage.testing.ShellCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the real cosign signed upstream, cosign, skopeo and oras verify at the target: between a real registry without a
 * list of referrers (docker-registry) and one that has it.
 */
class CosignIT {
    private static final SampleImage INDEX = LoopbackImages.index("signed", "linux/amd64", "linux/arm64");
    private static final String PREDICATE = "https://example.com/reviewed/v1";

    @TempDir
    private static Path folder;

    private static final TwoRegistries REGISTRIES = new TwoRegistries();
    private static DockerRegistry plain;
    private static LoopbackRegistry listing;
    /** Registries to the image in each that is signed. */
    private static final Map<String, ImageReference> SIGNED = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        plain = DockerRegistry.start();
        listing = REGISTRIES.upstream;
        REGISTRIES.restart(CopyHistory.NONE);
        run("cosign", "generate-key-pair");
        Files.writeString(folder.resolve("predicate.json"), "{\"reviewed\":true}");
        // What keeps cosign from asking the internet for one.
        Files.writeString(
                folder.resolve("root.json"),
                "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}");
    }

    @AfterAll
    static void stop() {
        REGISTRIES.close();
        plain.close();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({"plain, plain", "plain, listing", "listing, plain", "listing, listing"})
    void whatWasSignedUpstreamVerifiesAtTheTarget(String from, String to) throws Exception {
        ImageReference source = signed(from);
        ImageReference target = image(to, "mirror/from-" + from + ":1");

        CopyResult result = REGISTRIES.copy(source, target, "all");

        assertThat(result.signatures().left()).isEmpty();
        assertThat(result.signatures().copied())
                .extracting(Attached::what)
                .containsExactlyInAnyOrder("sig", "sig", "sig", "att", "bundle");
        assertThat(result.signatures().types()).contains(PREDICATE);
        verify(target.toString());
        run(
                "cosign",
                "verify-attestation",
                "--key=cosign.pub",
                "--insecure-ignore-tlog=true",
                "--type=" + PREDICATE,
                target.toString());
        run(
                "cosign",
                "verify-attestation",
                "--key=cosign.pub",
                "--insecure-ignore-tlog=true",
                "--new-bundle-format",
                "--trusted-root=root.json",
                "--type=" + PREDICATE,
                target.toString());
        assertThat(run("oras", "discover", "--plain-http", "--format=json", target.toString()))
                .contains(SampleArtifacts.BUNDLE);
        pullByPolicy(source, target);
        // Nothing is signed that is not signed upstream.
        assertThat(REGISTRIES.copy(source, target, "all").signatures().present())
                .hasSize(5);
    }

    @Test
    void aPartOfAnImageVerifiesByThePlatformsDigest() throws Exception {
        ImageReference source = signed("plain");
        ImageReference target = image("plain", "mirror/part:1");

        CopyResult result = REGISTRIES.copy(source, target, "linux/arm64");

        assertThat(result.signatures().copied())
                .extracting(Attached::what, Attached::of, Attached::signature)
                .containsExactly(tuple("sig", "linux/arm64", true));
        verify(target.repository() + "@" + INDEX.children().get(1).digest());
    }

    @Test
    void whatRefersByOciAloneVerifiesToo() throws Exception {
        ImageReference source = pushed("listing", "up/oci:1");
        runWith(
                "1",
                "cosign",
                "sign",
                "--key=cosign.key",
                "--tlog-upload=false",
                "--yes",
                "--registry-referrers-mode=oci-1-1",
                source.repository() + "@" + INDEX.digest());
        ImageReference target = image("listing", "mirror/oci:1");

        CopyResult result = REGISTRIES.copy(source, target, "all");

        assertThat(result.signatures().copied())
                .extracting(Attached::what, Attached::of, Attached::signature)
                .containsExactly(tuple("referrer", "index", true));
        runWith(
                "1",
                "cosign",
                "verify",
                "--key=cosign.pub",
                "--insecure-ignore-tlog=true",
                "--experimental-oci11",
                target.toString());
    }

    private static ImageReference image(String registry, String name) {
        return TwoRegistries.at(registry.equals("plain") ? plain.host() : listing.host(), name);
    }

    /** The image in a registry, as nobody has signed it yet. */
    private static ImageReference pushed(String registry, String name) {
        ImageReference source = image(registry, name);
        REGISTRIES.copy(REGISTRIES.source("origin/app:1", INDEX), source, "all");
        return source;
    }

    /** Signed and attested once, and copied by several tests. */
    private static ImageReference signed(String registry) throws Exception {
        if (SIGNED.containsKey(registry)) {
            return SIGNED.get(registry);
        }
        ImageReference source = pushed(registry, "up/signed:1");
        String name = source.repository() + "@" + INDEX.digest();
        run("cosign", "sign", "--key=cosign.key", "--tlog-upload=false", "--yes", "--recursive", name);
        for (String form : List.of("--new-bundle-format=true", "--new-bundle-format=false")) {
            run(
                    "cosign",
                    "attest",
                    "--key=cosign.key",
                    "--tlog-upload=false",
                    "--yes",
                    "--predicate=predicate.json",
                    "--type=" + PREDICATE,
                    form,
                    name);
        }
        SIGNED.put(registry, source);
        return source;
    }

    private static void verify(String name) throws Exception {
        assertThat(run("cosign", "verify", "--key=cosign.pub", "--insecure-ignore-tlog=true", name))
                .contains("The signatures were verified against the specified public key");
    }

    /** As podman and CRI-O pull: the chosen platform has to be signed, under the name that it has upstream. */
    private static void pullByPolicy(ImageReference source, ImageReference target) throws Exception {
        Path attachments =
                Files.createDirectories(folder.resolve("registries.d")).resolve("default.yaml");
        Files.writeString(attachments, "default-docker:\n  use-sigstore-attachments: true\n");
        Files.writeString(folder.resolve("policy.json"), """
                {"default": [{"type": "reject"}], "transports": {"docker": {"%s": [{"type": "sigstoreSigned",
                 "keyPath": "%s", "signedIdentity": {"type": "exactRepository", "dockerRepository": "%s"}}]}}}
                """.formatted(
                        target.repository(), folder.resolve("cosign.pub"), source.repository()));
        run(
                "skopeo",
                "--policy=policy.json",
                "--registries.d=registries.d",
                "--override-os=linux",
                "--override-arch=amd64",
                "copy",
                "--src-tls-verify=false",
                "docker://" + target,
                "dir:" + Files.createTempDirectory(folder, "pulled"));
    }

    private static String run(String... command) throws Exception {
        return runWith("0", command);
    }

    /** @param experimental 1 lets cosign 2 speak OCI 1.1 */
    private static String runWith(String experimental, String... command) {
        Map<String, String> environment = Map.of(
                "COSIGN_PASSWORD",
                "",
                "COSIGN_EXPERIMENTAL",
                experimental,
                "HOME",
                folder.toString(),
                "HTTP_PROXY",
                "",
                "HTTPS_PROXY",
                "");
        return ShellCommand.run(folder, environment, command).orThrow();
    }
}
