package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.Artifacts;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.testing.Front;
import io.github.syncimage.text.Json;
import io.github.syncimage.trust.Sigstore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyCommandTest {
    private static final SampleImage INDEX = LoopbackImages.index("cli", "linux/amd64", "linux/arm64");

    private final LoopbackRegistry upstream = new LoopbackRegistry();
    private final LoopbackRegistry target = new LoopbackRegistry();
    private String out = "";
    private String err = "";
    private final String source = upstream.host() + "/a/app:1";

    @TempDir
    private Path home;

    @AfterEach
    void close() {
        upstream.close();
        target.close();
    }

    @Test
    void artifactsGoToTheirOwnPlace() {
        upstream.add("a/chart", "1.2.3", Artifacts.helm("chart"));
        upstream.add("a/app", "1", INDEX);
        String[] settings = {
            "--set",
            "registries.generic.registry=" + target.host(),
            "--set",
            "registries.generic.namespace=images",
            "--set",
            "registries.artifacts.namespace=charts",
            "--set",
            "registries.hosts.quay.io.endpoint=" + upstream.uri()
        };

        assertThat(run(with(settings, "inspect", "quay.io/a/chart:1.2.3", "--json")))
                .isZero();
        assertThat(json(out)).containsEntry("target", target.host() + "/charts/chart:1.2.3");
        assertThat(run(with(settings, "copy", "quay.io/a/chart:1.2.3", "--json")))
                .isZero();
        assertThat(json(out))
                .containsEntry("target", target.host() + "/charts/chart:1.2.3")
                .doesNotContainEntry("renamed", target.host() + "/images/chart:1.2.3");
        assertThat(run(with(settings, "copy", "quay.io/a/app:1", "--json"))).isZero();
        assertThat(json(out)).containsEntry("target", target.host() + "/images/app:1");
        assertThat(target.repositories()).containsExactlyInAnyOrder("charts/chart", "images/app");
    }

    @Test
    void copiesToAGivenTargetWithoutAnyConfiguration() {
        upstream.add("a/app", "1", INDEX);

        assertThat(run("copy", source, target.host() + "/b/app:2", "--platform", "all"))
                .isZero();
        assertThat(target.manifest("b/app", "2").orElseThrow().digest()).isEqualTo(INDEX.digest());
        assertThat(out)
                .contains(source + " -> " + target.host() + "/b/app:2")
                .contains(INDEX.digest().toString())
                .contains("linux/amd64, linux/arm64");
        assertThat(err).isEmpty();
    }

    @Test
    void aTargetThatIsGivenHasToBeSignedWhereARuleNamesIt() throws IOException {
        upstream.add("a/app", "1", INDEX);
        KeyPair key = Sigstore.curve("secp256r1");
        Files.writeString(home.resolve("acme.pub"), Sigstore.pem(key));
        Files.createDirectories(home.resolve("configs"));
        Files.writeString(
                home.resolve("configs/config.yaml"),
                "verify: { rules: [ { target: \"%s/b/*\", keys: acme.pub } ] }".formatted(target.host()));

        assertThat(run("copy", source, target.host() + "/b/app:2", "--json")).isEqualTo(1);
        assertThat(out).contains("\"reason\":\"unsigned\"");
        assertThat(target.repositories()).isEmpty();
        assertThat(run("copy", source, target.host() + "/c/app:2", "--json")).isZero();

        upstream.add(
                "a/app", "sha256-" + INDEX.digest().hex() + ".sig", SampleArtifacts.signature(INDEX.digest(), key));
        assertThat(run("copy", source, target.host() + "/b/app:2", "--json")).isZero();
        assertThat(out).contains("\"verify\":{\"state\":\"signed\"");
    }

    @Test
    void copiesAllTheSameWhereTheDatabaseCannotBeOpened() throws IOException {
        upstream.add("a/app", "1", INDEX);
        Files.writeString(home.resolve("data"), "a file where the folder should be");

        assertThat(run("copy", source, target.host() + "/b/app:2", "--platform", "all"))
                .isZero();
        assertThat(target.manifest("b/app", "2")).isPresent();
    }

    /** It does without only after a minute, since others may set the same tag. */
    @Test
    @Tag("slow")
    void copiesAllTheSameWhereTheDatabaseRefuses() {
        upstream.add("a/app", "1", INDEX);
        String url = "jdbc:postgresql://127.0.0.1:1/mirror?user=me&password=secret";

        assertThat(run("copy", source, target.host() + "/b/app:2", "--set", "app.database_url=" + url))
                .isZero();
        assertThat(target.manifest("b/app", "2")).isPresent();
    }

    @Test
    void saysWhereTheRulesNameIsAnotherSourcesImage() {
        upstream.add("a/app", "1", INDEX);
        upstream.add("b/app", "1", LoopbackImages.index("other", "linux/amd64"));
        String[] settings = {
            "--set", "registries.generic.registry=" + target.host(),
            "--set", "registries.generic.namespace=mirror",
            "--set", "registries.hosts.quay.io.endpoint=" + upstream.uri()
        };

        assertThat(run(with(settings, "copy", "quay.io/a/app:1"))).isZero();
        assertThat(out).doesNotContain("renamed");
        assertThat(run(with(settings, "copy", "quay.io/b/app:1"))).isZero();
        assertThat(out).contains("renamed        " + target.host() + "/mirror/app:1 holds");
        assertThat(run(with(settings, "copy", "quay.io/b/app:1", "--json"))).isZero();
        assertThat(json(out))
                .containsEntry("renamed", target.host() + "/mirror/app:1")
                .containsEntry("target", target.host() + "/mirror/quay.b.app:1");
    }

    /** Its layer does not come. */
    @Test
    void anImageThatIsAtWorkForTooLongFails() {
        SampleImage image = LoopbackImages.single("slow", "linux/amd64");
        upstream.add("a/slow", "1", image);
        String layer = Digest.of(image.blobs().get(1)).toString();
        try (Front front = Front.of(upstream.uri())) {
            front.script((request, socket) -> request.line().endsWith(layer) && untilItEnds(socket));

            assertThat(run(
                            "copy",
                            front.host() + "/a/slow:1",
                            target.host() + "/b/slow:1",
                            "--json",
                            "--set",
                            "limits.image_time=1s"))
                    .isEqualTo(1);
        }
        assertThat(json(out)).containsEntry("outcome", "failed").containsEntry("reason", "too_slow");
        assertThat(target.tags("b/slow")).isEmpty();
    }

    private static boolean untilItEnds(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            // Ended by a reset: ended all the same.
            return true;
        }
    }

    @Test
    void aCopyByTheRulesOwnsItsNameAndExplainAndInspectKnow() throws IOException {
        upstream.add("a/app", "1", INDEX);
        upstream.add("b/app", "1", INDEX);
        Path list = Files.writeString(home.resolve("list.yml"), """
                version: 1
                sync: [{source: quay.io/a/app, type: repository, tags: {allow: ['1']}}]
                """);
        String[] settings = {
            "--set", "registries.generic.registry=" + target.host(),
            "--set", "registries.generic.namespace=mirror",
            "--set", "registries.hosts.quay.io.endpoint=" + upstream.uri()
        };
        String short1 = target.host() + "/mirror/app:1";
        String[] asked = with(settings, "explain", "--title", "[PORTER]quay.io/b/app:1");

        assertThat(run(asked)).isZero();
        assertThat(out).contains("\"target\":\"" + short1 + "\",\"taken_by\":null");
        assertThat(home.resolve("data")).doesNotExist();
        assertThat(run(with(settings, "copy", "quay.io/b/app:1", target.host() + "/mirror/else:1")))
                .isZero();
        assertThat(run(with(settings, "watch", "--file", list.toString(), "--once")))
                .isZero();
        assertThat(target.manifest("mirror/app", "1")).isPresent();

        assertThat(run(asked)).isZero();
        assertThat(out)
                .contains("\"target\":\"" + target.host() + "/mirror/quay.b.app:1\",\"taken_by\":\"quay.io/a/app\"");
        assertThat(run(with(settings, "inspect", "quay.io/b/app:1", "--json"))).isZero();
        assertThat(json(out))
                .containsEntry("target", target.host() + "/mirror/quay.b.app:1")
                .containsEntry("taken_by", "quay.io/a/app");
        assertThat(run(with(settings, "inspect", "quay.io/a/app:1", "--json"))).isZero();
        assertThat(json(out)).containsEntry("target", short1).containsEntry("taken_by", null);
    }

    @Test
    void aDryRunSaysWhatWouldMoveAndWritesNothing() {
        upstream.add("a/app", "1", INDEX);
        String to = target.host() + "/b/app:2";

        assertThat(run("copy", source, to, "--platform", "all", "--dry-run", "--json"))
                .isZero();
        assertThat(json(out))
                .containsEntry("outcome", "planned")
                .containsEntry("mount", Map.of("blobs", 0L, "bytes", 0L));
        int blobs = ((Number) ((Map<?, ?>) json(out).get("send")).get("blobs")).intValue();
        assertThat(blobs).isPositive();
        assertThat(target.calls()).noneMatch(call -> call.writes());
        run("copy", source, target.host() + "/c/other:1", "--platform", "all");
        assertThat(run("copy", source, to, "--platform", "all", "--dry-run", "--json"))
                .isZero();
        assertThat(((Map<?, ?>) json(out).get("mount")).get("blobs")).isEqualTo((long) blobs);
        assertThat(((Map<?, ?>) json(out).get("send")).get("blobs")).isEqualTo(0L);
        run("copy", source, to, "--platform", "linux/amd64");
        assertThat(run("copy", source, to, "--platform", "all", "--dry-run")).isZero();
        assertThat(out)
                .contains("(nothing was copied)")
                .contains("there already  ")
                .contains("to send        0 blobs, 0 B");
        run("copy", source, to, "--platform", "all");
        assertThat(run("copy", source, to, "--platform", "all", "--dry-run", "--json"))
                .isZero();
        assertThat(json(out)).containsEntry("outcome", "present");
    }

    @Test
    void printsOneLineOfJson() {
        upstream.add("a/app", "1", INDEX);
        run("copy", source, target.host() + "/b/app:2", "--platform", "linux/arm64,linux/386", "--json");

        assertThat(json(out))
                .containsEntry("outcome", "mirrored")
                .containsEntry("source", source)
                .containsEntry("target", target.host() + "/b/app:2")
                .containsEntry("source_digest", INDEX.digest().toString())
                .containsEntry("difference", "subset")
                .containsEntry("upstream", List.of("linux/amd64", "linux/arm64"))
                .containsEntry("wanted", "linux/arm64,linux/386")
                .containsEntry("mirrored", List.of("linux/arm64"))
                .containsEntry("skipped", List.of("linux/386"))
                .containsKeys("target_digest", "size", "moved", "seconds");
        run("copy", source, target.host() + "/b/app:2", "--platform", "linux/arm64,linux/386", "--json");
        assertThat(out).contains("\"outcome\":\"present\"");
    }

    @Test
    void aListGoesOnPastOneThatFails() throws IOException {
        upstream.add("a/app", "1", INDEX);
        Path list = Files.write(
                home.resolve("list"),
                List.of(
                        "# what we need",
                        "",
                        upstream.host() + "/a/absent:1 " + target.host() + "/b/absent:1",
                        upstream.host() + "/a/UPPER:1 " + target.host() + "/b/upper:1",
                        source + "   " + target.host() + "/b/app:1"));

        assertThat(run("copy", "--list", list.toString(), "--json")).isEqualTo(1);
        assertThat(out.lines().map(CopyCommandTest::json))
                .extracting(json -> json.get("outcome") + " " + json.get("reason"))
                .containsExactly("refused not_found", "refused invalid_name", "mirrored null");
    }

    @Test
    void aRefusalNamesTheImageOnce() {
        upstream.add("a/app", "1", INDEX);
        String to = target.host() + "/b/app:1";

        assertThat(run("copy", source, to, "--platform", "linux/386")).isEqualTo(1);
        assertThat(err).startsWith("refused: " + source + ": does not exist for linux/386, only for ");
        err = "";
        run("copy", upstream.host() + "/a/app:9", to);
        assertThat(err).startsWith("refused: " + upstream.host() + "/a/app:9: has no tag 9");
        err = "";
        run("copy", source, to, "--set", "limits.image_size=1");
        assertThat(err.split(source, -1)).hasSize(2);
    }

    @Test
    void aFailureNamesTheImage() {
        // Another server might get the port of one that was closed; nobody gets this one.
        String nowhere = "127.0.0.1:1/a/app:1";

        assertThat(run("copy", nowhere, target.host() + "/b/app:1")).isEqualTo(1);
        assertThat(err).startsWith("failed: " + nowhere + ": ");
    }

    @Test
    void theRulesGiveTheTarget() {
        upstream.add("library/nginx", "1", INDEX);
        String[] settings = {
            "--set", "registries.generic.registry=" + target.host(),
            "--set", "registries.generic.namespace=mirror",
            "--set", "registries.hosts.docker.io.endpoint=" + upstream.uri()
        };

        assertThat(run(with(settings, "copy", "nginx:1"))).isZero();
        assertThat(target.manifest("mirror/nginx", "1")).isPresent();
        assertThat(run(with(settings, "inspect", "nginx:1", "--json"))).isZero();
        assertThat(out).contains("\"target\":\"" + target.host() + "/mirror/nginx:1\"");
    }

    @Test
    void refusalsAreALineAndExitCode1() {
        upstream.add("a/app", "1", INDEX);

        assertThat(run("copy", source, target.host() + "/b/app:1", "--platform", "windows/amd64"))
                .isEqualTo(1);
        assertThat(err.lines())
                .containsExactly(
                        "refused: " + source + ": does not exist for windows/amd64, only for linux/amd64, linux/arm64");
        assertThat(out).isEmpty();
    }

    @Test
    void wrongUsageIsExitCode2() {
        String to = target.host() + "/b/app:1";
        for (String arguments : List.of(
                "copy",
                "copy a/B:1 " + to,
                "copy " + source,
                "copy --list /no/such/list",
                "copy " + source + " " + to + "@" + INDEX.digest(),
                "copy " + source + " " + to + " --platform a/b/c/d",
                "copy " + source + " " + to + " --platform bogus")) {
            assertThat(run(arguments.split(" "))).as(arguments).isEqualTo(2);
            assertThat(err).as(arguments).startsWith("sync-image: ").hasLineCount(1);
        }
    }

    @Test
    void tellsWhatItIsAndByWhichCommandItIsPulled() {
        upstream.add("a/app", "1", Artifacts.of("hostile title"));
        String to = target.host() + "/b/app:1";

        assertThat(run("inspect", source, "--json")).isZero();
        assertThat(json(out)).containsEntry("type", "artifact").containsEntry("artifactType", "application/x");
        assertThat(json(out).get("files").toString())
                .contains("name=../$(id)\n`x`, mediaType=text/plain, digest=sha256:", "size=1");
        assertThat(run("inspect", source)).isZero();
        assertThat(out).contains("artifact (application/x)").doesNotContain("$(id)\n");
        assertThat(run("copy", source, to, "--json")).isZero();
        assertThat(json(out)).containsEntry("type", "artifact").containsEntry("command", "oras pull " + to);
        assertThat(run("copy", source, to)).isZero();
        assertThat(out).contains("command        oras pull " + to, "none, an artifact of type artifact");

        upstream.add("a/app", "1", INDEX);
        assertThat(run("inspect", source, "--json")).isZero();
        assertThat(json(out)).containsEntry("type", "image").doesNotContainKey("files");
        assertThat(run("copy", source, target.host() + "/b/app:2", "--json")).isZero();
        assertThat(json(out))
                .containsEntry("type", "image")
                .containsEntry("command", "docker pull " + target.host() + "/b/app:2");
    }

    @Test
    void inspectPrintsWhatTheUpstreamOffers() {
        upstream.add("a/app", "1", INDEX);

        assertThat(run("inspect", source, "--json")).isZero();
        Map<String, Object> json = json(out);
        assertThat(json)
                .containsEntry("image", source)
                .containsEntry("digest", INDEX.digest().toString())
                .containsEntry("mediaType", INDEX.manifest().mediaType());
        assertThat((List<?>) json.get("platforms"))
                .hasSize(2)
                .first()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("platform", "linux/amd64")
                .containsEntry("digest", INDEX.children().get(0).digest().toString())
                .containsKey("size");
    }

    @Test
    void saysWhatIsAttachedAndWhatBecameOfIt() {
        upstream.add("a/app", "1", INDEX);
        attach(INDEX, ".sig", SampleArtifacts.signature(INDEX, 1));
        attach(
                INDEX.children().get(0),
                ".att",
                SampleArtifacts.attestation(INDEX.children().get(0), "https://slsa.dev/x"));

        assertThat(run("inspect", source)).isZero();
        assertThat(out).contains("signatures     index sig; linux/amd64 att", "attestations   https://slsa.dev/x");
        assertThat(run("inspect", source, "--json")).isZero();
        assertThat(json(out).get("signatures").toString()).contains("what=sig, of=index", "what=att, of=linux/amd64");
        assertThat(json(out).get("attestations"))
                .isEqualTo(List.of(Map.of("type", "https://slsa.dev/x", "of", "linux/amd64")));
        assertThat(run("copy", source, target.host() + "/b/app:1", "--platform", "all"))
                .isZero();
        assertThat(out)
                .contains(
                        "signatures     2 copied; cosign verify --key … " + target.host()
                                + "/b/app:1 works as upstream",
                        "attestations   https://slsa.dev/x");
        run("copy", source, target.host() + "/b/part:1", "--platform", "linux/amd64", "--json");
        assertThat(json(out).get("signatures"))
                .isEqualTo(Map.of(
                        "copied", List.of("att"),
                        "present", List.of(),
                        "left", List.of(Map.of("what", "sig", "of", "index", "why", "subset"))));
    }

    @Test
    void namesAnArtifactByItsType() {
        upstream.add("a/app", "1", INDEX);
        SampleImage sbom = SampleArtifacts.referrer(
                INDEX,
                "application/spdx+json",
                "application/vnd.oci.empty.v1+json",
                "application/vnd.oci.image.layer.v1.tar",
                "packages",
                Map.of());
        upstream.add("a/app", sbom.digest().toString(), sbom);

        run("copy", source, target.host() + "/b/app:1", "--platform", "all", "--json");

        assertThat(json(out).get("attestations"))
                .isEqualTo(List.of(Map.of("type", "application/spdx+json", "of", "index")));
    }

    @Test
    void signaturesAreLeftAloneOrRequiredAsTheOptionSays() {
        upstream.add("a/app", "1", INDEX);

        assertThat(run("copy", source, target.host() + "/b/app:1", "--signatures", "required", "--json"))
                .isEqualTo(1);
        assertThat(json(out)).containsEntry("outcome", "refused").containsEntry("reason", "unsigned");
        attach(INDEX, ".sig", SampleArtifacts.signature(INDEX, 1));
        assertThat(run("copy", source, target.host() + "/b/app:1", "--platform", "all", "--signatures", "off"))
                .isZero();
        assertThat(out).doesNotContain("signatures");
        assertThat(target.tags("b/app")).containsExactly("1");
        assertThat(run(
                        "copy",
                        source,
                        target.host() + "/b/app:1",
                        "--platform",
                        "all",
                        "--set",
                        "copy.signatures=required"))
                .isZero();
        assertThat(target.tags("b/app")).hasSize(2);
    }

    private void attach(SampleImage subject, String ending, SampleImage attached) {
        upstream.add("a/app", "sha256-" + subject.digest().hex() + ending, attached);
    }

    @Test
    void inspectOfAnAbsentImageIsExitCode1() {
        assertThat(run("inspect", upstream.host() + "/a/absent:1")).isEqualTo(1);
        assertThat(err.lines()).hasSize(1);
    }

    private static String[] with(String[] settings, String... command) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(command), java.util.Arrays.stream(settings))
                .toArray(String[]::new);
    }

    private int run(String... arguments) {
        CommandLineRun run = CommandLineRun.of(
                home, Map.of("SYNC_IMAGE_DATA", home.resolve("data").toString()), arguments);
        out = run.out();
        err = run.err();
        return run.exitCode();
    }

    private static Map<String, Object> json(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
