package io.github.syncimage.flow.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.trust.Sigstore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an issue is told of signatures. */
class SignaturesFlowTest {
    private static final SampleImage HELLO = LoopbackImages.index("hello", "linux/amd64", "linux/arm64");
    private static final String SIGNATURE = "sha256-" + HELLO.digest().hex() + ".sig";

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        world.with("report.language", "en");
        world.upstream.add("google-samples/hello-app", "1.0", HELLO);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void askedAgainTheAnswerCostsTwoRequestsASideUntilARetryAsksForSignatures() {
        try (Flow flow = world.daemon()) {
            assertThat(answer()).doesNotContain("Signatures");

            world.upstream.add("google-samples/hello-app", SIGNATURE, SampleArtifacts.signature(HELLO, 1));
            world.upstream.forgetCalls();
            world.target.forgetCalls();

            int issue = asked();
            assertThat(latest(issue))
                    .contains("The target had this image already")
                    .doesNotContain("Signatures");
            assertThat(world.upstream.calls()).hasSizeLessThanOrEqualTo(2).allMatch(call -> call.toString()
                    .equals("HEAD /v2/google-samples/hello-app/manifests/1.0"));
            assertThat(world.target.calls()).hasSizeLessThanOrEqualTo(2).allMatch(call -> call.toString()
                    .equals("HEAD /v2/mirrored/hello-app/manifests/1.0"));

            world.github.comment(issue, "alice", "/retry");
            await().until(() -> latest(issue).contains("Signatures"));
            assertThat(latest(issue))
                    .contains(
                            "The target had this image already",
                            "| Signatures | 1 came along: `sig`; `cosign verify --key … " + world.target.host()
                                    + "/mirrored/hello-app:1.0` works as upstream |");
        }
        assertThat(world.target.tags("mirrored/hello-app")).containsExactly("1.0", SIGNATURE);
    }

    @Test
    void whereOneIsRequiredTheAnswerSaysWhatIsMissing() {
        world.with("copy.signatures", "required");
        try (Flow flow = world.daemon()) {
            assertThat(answer()).contains("## ❌ Not mirrored", "The image has no signature");
        }
        assertThat(world.target.repositories()).isEmpty();
    }

    @Test
    void anImageIsServedOnlyOnceTheRightOneHasSignedIt() throws IOException {
        KeyPair key = Sigstore.curve("secp256r1");
        Path pem = Files.writeString(folder.resolve("acme.pub"), Sigstore.pem(key));
        Files.writeString(
                folder.resolve("configs/config.yaml"),
                "verify: { rules: [ { image: \"gcr.io/**\", keys: [ \"%s\" ] } ] }".formatted(pem));
        try (Flow flow = world.daemon()) {
            assertThat(answer())
                    .contains(
                            "## ❌ Not mirrored",
                            "has no signature",
                            "cosign verify --key ",
                            HELLO.digest().toString());

            sign(Sigstore.curve("secp256r1"));
            assertThat(answer()).contains("## ❌ Not mirrored", "none of its signatures is theirs");
            assertThat(world.target.repositories()).isEmpty();

            sign(key);
            assertThat(answer()).contains("| Signature | verified: signed by ", "acme.pub");
        }
        assertThat(world.target.tags("mirrored/hello-app")).containsExactly("1.0", SIGNATURE);
    }

    /** The rule is about the name alone, and the image comes from a place that nobody thought of. */
    @Test
    void whoGetsATrustedNameHasToBeSignedAlsoByIssue() throws IOException {
        KeyPair key = Sigstore.curve("secp256r1");
        Path pem = Files.writeString(folder.resolve("acme.pub"), Sigstore.pem(key));
        Files.writeString(
                folder.resolve("configs/config.yaml"),
                "verify: { rules: [ { target: \"%s/mirrored/hello-app\", keys: [ \"%s\" ] } ] }"
                        .formatted(world.target.host(), pem));
        try (Flow flow = world.daemon()) {
            assertThat(answer()).contains("## ❌ Not mirrored", "has no signature");
            assertThat(world.target.repositories()).isEmpty();

            sign(key);
            assertThat(answer()).contains("| Signature | verified: signed by ", "acme.pub");
        }
    }

    @Test
    void sixtyFourAttachmentsComeAlongAndTheAnswerSaysThatThereAreMore() {
        for (int number = 0; number < 70; number++) {
            SampleImage note = SampleArtifacts.referrer(HELLO, "text/plain", "note " + number);
            world.upstream.add("google-samples/hello-app", note.digest().toString(), note);
        }
        try (Flow flow = world.daemon()) {
            assertThat(answer())
                    .contains(
                            "| Signatures | 64 came along: `referrer`; some are not as they should be, or more than the 64 that are read");
        }
        assertThat(world.upstream.calls().stream()
                        .filter(call -> call.method().equals("GET"))
                        .filter(call -> call.path().contains("/manifests/")))
                .hasSize(3 + 64);
    }

    private void sign(KeyPair by) {
        world.upstream.add("google-samples/hello-app", SIGNATURE, SampleArtifacts.signature(HELLO.digest(), by));
    }

    private String answer() {
        return latest(asked());
    }

    private int asked() {
        int issue = world.github.open("[PORTER]gcr.io/google-samples/hello-app:1.0", "", "alice", "porter");
        await().until(() -> !world.github.issue(issue).open());
        return issue;
    }

    private String latest(int issue) {
        return world.github
                .comments(issue)
                .get(world.github.comments(issue).size() - 1)
                .body();
    }
}
