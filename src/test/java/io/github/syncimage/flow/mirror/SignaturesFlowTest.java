package io.github.syncimage.flow.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.trust.Sigstore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an issue is told of signatures. */
class SignaturesFlowTest {
    private static final SampleImage HELLO = World.IMAGE;
    private static final String SIGNATURE = "sha256-" + HELLO.digest().hex() + ".sig";

    @RegisterExtension
    private final World world = new World();

    @Test
    void askedAgainTheAnswerCostsTwoRequestsASideUntilARetryAsksForSignatures() {
        try (Flow flow = world.daemon()) {
            assertThat(answer()).doesNotContain("Signatures");

            world.upstream.add("google-samples/hello-app", SIGNATURE, SampleArtifacts.signature(HELLO, 1));
            world.upstream.forgetCalls();
            world.target.forgetCalls();

            int issue = asked();
            assertThat(world.lastComment(issue))
                    .contains("The target had this image already")
                    .doesNotContain("Signatures");
            assertThat(world.upstream.calls()).hasSizeLessThanOrEqualTo(2).allMatch(call -> call.toString()
                    .equals("HEAD /v2/google-samples/hello-app/manifests/1.0"));
            assertThat(world.target.calls()).hasSizeLessThanOrEqualTo(2).allMatch(call -> call.toString()
                    .equals("HEAD /v2/mirrored/hello-app/manifests/1.0"));

            world.github.comment(issue, "alice", "/retry");
            await().until(() -> world.lastComment(issue).contains("Signatures"));
            assertThat(world.lastComment(issue))
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

    /** The second rule is about the name alone, wherever the image comes from. */
    @ParameterizedTest
    @ValueSource(strings = {"image: \"gcr.io/**\"", "target: \"TARGET/mirrored/hello-app\""})
    void anImageIsServedOnlyOnceTheRightOneHasSignedIt(String which) throws IOException {
        KeyPair key = Sigstore.curve("secp256r1");
        Path pem = Files.writeString(world.folder.resolve("acme.pub"), Sigstore.pem(key));
        Files.writeString(
                world.folder.resolve("configs/config.yaml"),
                "verify: { rules: [ { %s, keys: [ \"%s\" ] } ] }"
                        .formatted(which.replace("TARGET", world.target.host()), pem));
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
        return world.lastComment(asked());
    }

    private int asked() {
        int issue = world.open(World.HELLO);
        world.awaitClosed(issue);
        return issue;
    }
}
