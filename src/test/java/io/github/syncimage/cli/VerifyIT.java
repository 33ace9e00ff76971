package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleUpload;
import io.github.syncimage.testing.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What the real cosign signs at a real registry, as {@code copy} and {@code inspect} see it. */
class VerifyIT {
    @TempDir
    static Path home;

    private static DockerRegistry registry;

    /** Each case has an image of its own at the one registry. */
    private String name;

    private String digest;

    @BeforeAll
    static void aRegistryAndTwoKeys() throws Exception {
        registry = DockerRegistry.start();
        for (String name : List.of("acme", "other")) {
            run("cosign", "generate-key-pair", "--output-key-prefix", name);
        }
    }

    @BeforeEach
    void anImage(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        digest = new SampleUpload(registry.uri())
                .push("acme/" + name, "1", LoopbackImages.single(name, "linux/amd64"))
                .toString();
    }

    @AfterAll
    static void close() {
        registry.close();
    }

    @Test
    void theRightKeyIsAcceptedAnotherAndNoneAreRefused() throws Exception {
        CommandLineRun unsigned = copy("acme.pub");
        assertThat(unsigned.exitCode()).isEqualTo(1);
        assertThat(unsigned.out())
                .contains("\"reason\":\"unsigned\"", "has no signature", "cosign verify --key acme.pub");
        sign("acme");
        CommandLineRun copied = copy("acme.pub");
        assertThat(copied.exitCode()).as(copied.out() + copied.err()).isZero();
        assertThat(copied.out()).contains("\"verify\":{\"state\":\"signed\"", "\"by\":\"acme.pub\"");

        CommandLineRun refused = copy("other.pub");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).contains("\"reason\":\"wrong_signer\"", "a signature by another key (sig)");
    }

    @Test
    void aReferrerIsSeenToo() throws Exception {
        sign("acme", "--registry-referrers-mode=oci-1-1");
        CommandLineRun copied = copy("acme.pub");
        assertThat(copied.exitCode()).as(copied.out() + copied.err()).isZero();
        assertThat(copy("other.pub").out()).contains("a signature by another key (referrer)");
    }

    /** Cosign 3 signs so; cosign 2 makes the same bundle of a statement with the type of a signature. */
    @Test
    void aBundleIsSeenToo() throws Exception {
        Files.writeString(home.resolve("predicate.json"), "{}");
        run(
                "cosign",
                "attest",
                "--yes",
                "--tlog-upload=false",
                "--new-bundle-format",
                "--type=https://sigstore.dev/cosign/sign/v1",
                "--predicate=predicate.json",
                "--key=acme.key",
                signed());
        CommandLineRun copied = copy("acme.pub");
        assertThat(copied.exitCode()).as(copied.out() + copied.err()).isZero();
        assertThat(copy("other.pub").out()).contains("a signature by another key (bundle)");
    }

    @Test
    void inspectShowsWhoSignedAndWhatTheRulesSay() throws Exception {
        sign("acme");
        configure("acme.pub");
        CommandLineRun shown = CommandLineRun.of(home, Map.of(), "inspect", source());
        assertThat(shown.out()).contains("signed      sig by a key", "verify      signed by acme.pub");
    }

    private String source() {
        return registry.host() + "/acme/" + name + ":1";
    }

    private String signed() {
        return registry.host() + "/acme/" + name + "@" + digest;
    }

    private CommandLineRun copy(String key) throws IOException {
        configure(key);
        return CommandLineRun.of(
                home, Map.of(), "copy", source(), registry.host() + "/mirror/" + name + ":1", "--json");
    }

    private void configure(String key) throws IOException {
        Files.createDirectories(home.resolve("configs"));
        Files.writeString(
                home.resolve("configs/config.yaml"),
                "platforms: all\nverify:\n  rules:\n    - { image: \"" + registry.host() + "/acme/*\", keys: " + key
                        + " }\n");
    }

    private void sign(String key, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "cosign", "sign", "--yes", "--tlog-upload=false", "--allow-insecure-registry", "--key", key + ".key"));
        command.addAll(List.of(options));
        command.add(signed());
        run(command.toArray(String[]::new));
    }

    private static String run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().put("COSIGN_PASSWORD", "");
        builder.environment().put("HOME", home.toString());
        // Cosign 2 writes referrers only so.
        builder.environment().put("COSIGN_EXPERIMENTAL", "1");
        Path errors = home.resolve("errors");
        Process process = builder.redirectError(errors.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as("%s: %s%s", String.join(" ", command), out, Files.readString(errors))
                .isZero();
        return out;
    }
}
