package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.copy.docker.DaemonAddress;
import io.github.syncimage.copy.docker.DockerCopier;
import io.github.syncimage.copy.docker.DockerDaemon;
import io.github.syncimage.copy.manifest.ImageIndex;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.PlatformCopy;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.registry.api.Samples;
import io.github.syncimage.testing.DockerRegistry;
import io.github.syncimage.testing.Dockerd;
import io.github.syncimage.testing.Front;
import io.github.syncimage.trust.VerifyRules;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies through a real daemon (dockerd) into a real registry (docker-registry), read back by skopeo and docker. */
@EnabledIf(
        value = "io.github.syncimage.testing.Dockerd#possible",
        disabledReason = "only root can start a Docker daemon: nothing of copy.engine docker is tested")
class DockerEngineIT {
    private static final SampleImage INDEX =
            LoopbackImages.indexWithAttestations("engine", "linux/amd64", "linux/arm64", "linux/arm/v7");
    private static final Credentials SECRET = new Credentials("puller", "secret");
    /** Nothing listens there: what must go through it never arrives. */
    private static final URI DEAD_PROXY = URI.create("http://127.0.0.1:1");

    private static Dockerd dockerd;
    private static DockerRegistry target;
    private static LoopbackRegistry upstream;
    private static LoopbackRegistry closed;

    private final TwoRegistries.Memory memory = new TwoRegistries.Memory();
    private final RegistryClient client = new RegistryClient(DockerEngineIT::seeing, 8);
    private final DockerCopier copier = copier(DockerEngineIT::seeing, client, memory);

    @BeforeAll
    static void start() {
        dockerd = Dockerd.start();
        target = DockerRegistry.start();
        upstream = new LoopbackRegistry();
        closed = new LoopbackRegistry().requireToken(SECRET, false);
    }

    @AfterAll
    static void stop() {
        dockerd.close();
        target.close();
        upstream.close();
        closed.close();
    }

    @AfterEach
    void nothingStaysOnTheDaemon() {
        copier.close();
        client.close();
        assertThat(dockerd.docker("images", "--all", "--quiet")).isEmpty();
    }

    @Test
    void noSignatureHoldsForWhatADaemonMakesAnew() throws Exception {
        ImageReference source = source("signed:1", INDEX);
        upstream.add(
                source.repository().path(),
                "sha256-" + INDEX.digest().hex() + ".sig",
                SampleArtifacts.signature(INDEX, 1));

        for (int times = 0; times < 2; times++) {
            CopyResult result = copy(copier, source, to("signed:1"), "linux/amd64");

            assertThat(result.signatures().standing()).isEmpty();
            assertThat(result.signatures().left())
                    .containsExactly(new Signatures.Left("sig", "index", Signatures.Why.ENGINE, ""));
        }
    }

    @Test
    void twoPlatformsBecomeAListOfWhatTheDaemonPushed() throws Exception {
        CopyResult result = copy(copier, source("two:1", INDEX), to("two:1"), "linux/amd64,linux/arm64");

        assertListOf(to("two:1"), "linux/amd64", "linux/arm64");
        assertThat(result.difference()).isEqualTo(DigestDifference.ENGINE);
        assertThat(result.targetDigest()).isNotEqualTo(result.sourceDigest());
        assertThat(result.mirrored()).extracting(Platform::toString).containsExactly("linux/amd64", "linux/arm64");
        assertThat(result.upstream()).hasSize(3);
        assertThat(result.size()).isPositive();
        assertThat(result.alreadyPresent()).isFalse();
        // This registry deletes no tags, so the temporary ones stay beside the image's own.
        assertThat(Samples.tags(client, to("two:1").repository()))
                .contains("1")
                .allMatch(tag -> tag.equals("1") || tag.startsWith("sync-image-"));
    }

    @Test
    void aDaemonReachesWhatTheProgramCannot() throws Exception {
        try (RegistryClient blind = new RegistryClient(DockerEngineIT::blind, 8);
                DockerCopier through = copier(DockerEngineIT::blind, blind, memory)) {
            ImageReference source = source("hidden:1", INDEX);
            CopyResult result = copy(through, source, to("hidden:1"), "linux/arm/v7,linux/amd64");

            assertListOf(to("hidden:1"), "linux/amd64", "linux/arm/v7");
            assertThat(result.sourceDigest()).isEqualTo(INDEX.digest());
            assertThat(result.upstream()).hasSize(3);
            assertThat(result.size()).isPositive();
            assertThat(copy(through, source, to("hidden:1"), "linux/arm/v7,linux/amd64")
                            .alreadyPresent())
                    .isTrue();
        }
    }

    @Test
    void aSinglePlatformIsAPlainManifest() throws Exception {
        SampleImage single = LoopbackImages.single("single", "linux/amd64");
        copy(copier, source("single:1", single), to("single:1"), "all");

        assertThat(standing(to("single:1")).mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(CopyIT.skopeo("inspect", "--tls-verify=false", "docker://" + to("single:1")))
                .contains("\"Architecture\": \"amd64\"");
    }

    @Test
    void theSameAgainIsNothingToDoEvenWithoutMemory() {
        ImageReference source = source("again:1", INDEX);
        copy(copier, source, to("again:1"), "linux/amd64,linux/arm64");
        DockerCopier forgetful = copier(DockerEngineIT::seeing, client, CopyHistory.NONE);

        CopyResult again = copy(forgetful, source, to("again:1"), "linux/amd64,linux/arm64");

        assertThat(again.alreadyPresent()).isTrue();
        assertThat(again.difference()).isEqualTo(DigestDifference.ENGINE);
    }

    @Test
    void credentialsGoToTheRegistryTheyBelongTo() throws Exception {
        ImageReference source = TwoRegistries.at(closed.host(), "a/closed:1");
        closed.add("a/closed", "1", INDEX);
        copy(copier, source, to("closed:1"), "linux/amd64");

        assertThat(standing(to("closed:1")).mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(closed.calls()).isNotEmpty();
    }

    @Test
    void whatTheUpstreamDoesNotHaveIsRefusedAsByTheOtherEngine() {
        ImageReference absent = TwoRegistries.at(upstream.host(), "a/absent:1");
        assertRefused(copier, absent, CopyRefusedException.Reason.NOT_FOUND);
        try (RegistryClient blind = new RegistryClient(DockerEngineIT::blind, 8);
                DockerCopier through = copier(DockerEngineIT::blind, blind, memory)) {
            assertRefused(through, absent, CopyRefusedException.Reason.NOT_FOUND);
        }
        closed.add("a/private", "1", INDEX);
        try (RegistryClient anonymous = new RegistryClient(HostSettings::of, 8);
                DockerCopier stranger = copier(HostSettings::of, anonymous, memory)) {
            assertRefused(
                    stranger,
                    TwoRegistries.at(closed.host(), "a/private:1"),
                    CopyRefusedException.Reason.PRIVATE_OR_ABSENT);
        }
    }

    @Test
    void aTargetThatDeniesThePushFailsTheCopy() {
        LoopbackRegistry guarded = new LoopbackRegistry().requireBasic(SECRET, true);
        ImageReference to = TwoRegistries.at(guarded.host(), "b/denied:1");

        assertThatThrownBy(() -> copy(copier, source("denied:1", INDEX), to, "linux/amd64"))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).as(e.getMessage()).isEqualTo(RegistryException.Kind.DENIED);
                    assertThat(e.action()).isEqualTo("push the image");
                });
        guarded.close();
    }

    @Test
    void whatSomebodyElseKeepsOnTheDaemonStays() {
        ImageReference source = source("kept:1", LoopbackImages.single("kept", "linux/amd64"));
        dockerd.docker("pull", source.toString());
        copy(copier, source, to("kept:1"), "all");

        assertThat(dockerd.docker("images", "--format", "{{.Repository}}:{{.Tag}}"))
                .isEqualTo(source.toString());
        dockerd.docker("rmi", source.toString());
    }

    /** The size of an image whose manifests only the daemon reads is known when it says so. */
    @Test
    void aPullThatWouldBeTooLargeEndsWhileItsLayerIsOnItsWay() throws Exception {
        SampleImage large =
                LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(1, 4 << 20)));
        byte[] layer = large.blobs().get(1);
        upstream.add(
                "a/large", "1", LoopbackImages.index(Flavour.OCI, List.of(large), List.of("linux/amd64"), List.of()));
        AtomicInteger dripping = new AtomicInteger();
        try (Front front = Front.of(upstream.uri())) {
            front.script((request, client) -> request.line().equals("GET /v2/a/large/blobs/" + Digest.of(layer))
                    && drip(layer, client, dripping));
            HostDirectory hosts =
                    host -> host.equals(front.host()) ? Samples.through(host, DEAD_PROXY) : HostSettings.of(host);
            try (RegistryClient blind = new RegistryClient(hosts::apply, 8);
                    DockerCopier through =
                            copier(hosts, blind, memory, new CopyLimits(8, 1 << 20, CopyLimits.DEFAULT.imageTime()))) {
                ImageReference source = TwoRegistries.at(front.host(), "a/large:1");

                assertThatThrownBy(() -> copy(through, source, to("large:1"), "all"))
                        .isInstanceOfSatisfying(CopyRefusedException.class, refused -> assertThat(refused.code())
                                .isEqualTo("too_large"))
                        .hasMessageContaining("has at least 4.0 MiB for linux/amd64, more than the limit of 1.0 MiB");
                // The rest of the layer would take minutes.
                await().atMost(Duration.ofSeconds(30)).until(() -> dripping.get() == 0);
            }
        }
        assertThat(client.headManifest(to("large:1"))).isEmpty();
    }

    /** Whether the daemon pulls or pushes when the time is over: nothing stays with it either. */
    @ParameterizedTest
    @ValueSource(strings = {"/v2/a/slow/blobs/", "/v2/it/slow/blobs/uploads/"})
    void anImageThatIsAtWorkForTooLongFailsAndLeavesNoTag(String where) {
        upstream.add("a/slow", "1", INDEX);
        CountDownLatch over = new CountDownLatch(1);
        boolean pull = where.startsWith("/v2/a/");
        try (Front front = Front.of(pull ? upstream.uri() : target.uri());
                DockerCopier hurried = copier(
                        DockerEngineIT::seeing, client, memory, new CopyLimits(8, 1 << 20, Duration.ofSeconds(3)))) {
            front.script((request, socket) -> request.line().contains(where) && holds(over));
            ImageReference source = ImageReference.parse((pull ? front.host() : upstream.host()) + "/a/slow:1");
            ImageReference to = ImageReference.parse((pull ? target.host() : front.host()) + "/it/slow:1");

            assertThatThrownBy(() -> copy(hurried, source, to, "linux/amd64"))
                    .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind())
                            .isEqualTo(RegistryException.Kind.TOO_SLOW));
        } finally {
            over.countDown();
        }
        assertThat(Samples.tags(client, to("slow:1").repository())).isEmpty();
    }

    private static boolean holds(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** A KiB every 50 ms, until the other side ends the connection. */
    private static boolean drip(byte[] layer, Socket client, AtomicInteger dripping) throws IOException {
        dripping.incrementAndGet();
        try {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + layer.length + "\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            for (int at = 0; at < layer.length; at += 1024) {
                client.getOutputStream().write(layer, at, 1024);
                new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            dripping.decrementAndGet();
        }
        return true;
    }

    /** What the other engine made of OCI and zstd for a target of dialect docker, in the eyes of a daemon. */
    @Test
    void platformsAskedForAtTheSameTimeBothStand() throws Exception {
        ImageReference source = source("joined:1", INDEX);
        CopyPlan amd = plan(source, to("joined:1"), "linux/amd64");
        CopyPlan arm = plan(source, to("joined:1"), "linux/arm64");
        PlatformCopy amdCopied = copier.copyPlatform(amd, Platform.parse("linux/amd64"), CopyProgress.NONE);
        PlatformCopy armCopied = copier.copyPlatform(arm, Platform.parse("linux/arm64"), CopyProgress.NONE);

        copier.publish(amd, List.of(amdCopied), () -> {});
        copier.publish(arm, List.of(armCopied), () -> {});

        assertListOf(to("joined:1"), "linux/amd64", "linux/arm64");
    }

    private CopyPlan plan(ImageReference source, ImageReference to, String platform) {
        return TwoRegistries.plan(copier, source, to, platform);
    }

    @Test
    void dockerPullsWhatWasConverted() throws Exception {
        SampleImage zstd = LoopbackImages.zstd("packed", "linux/amd64");
        ImageReference packed = to("packed:1");
        try (TwoRegistries registries = new TwoRegistries()) {
            registries.copy(source("converted:1", INDEX), to("converted:1"), "linux/amd64,linux/arm64", Dialect.DOCKER);
            registries.copy(source("packed:1", zstd), packed, "all", Dialect.DOCKER);
        }

        assertListOf(to("converted:1"), "linux/amd64", "linux/arm64");
        assertThat(new String(standing(packed).bytes(), StandardCharsets.UTF_8)).doesNotContain("zstd");
        // The daemon unpacks the layers and compares them with the diff_ids of the config.
        dockerd.docker("pull", packed.toString());
        dockerd.docker("rmi", packed.toString());
    }

    private static void assertRefused(DockerCopier copier, ImageReference source, CopyRefusedException.Reason reason) {
        assertThatThrownBy(() -> copier.inspect(source))
                .isInstanceOfSatisfying(CopyRefusedException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }

    /** The list, what its entries point at, the platforms that two other clients read, and no tag beside it. */
    private void assertListOf(ImageReference image, String... platforms) throws Exception {
        Manifest list = standing(image);
        assertThat(list.mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
        List<IndexEntry> children = ImageIndex.read(list).children();
        assertThat(children).extracting(child -> child.platform().toString()).containsExactly(platforms);
        for (IndexEntry child : children) {
            assertThat(client.headManifest(
                            image.repository().digest(child.descriptor().digest())))
                    .contains(child.descriptor());
        }
        for (String platform : platforms) {
            String[] parts = platform.split("/");
            String options =
                    "--override-os=" + parts[0] + " --override-arch=" + parts[1] + " inspect --tls-verify=false";
            assertThat(CopyIT.skopeo((options + " docker://" + image).split(" ")))
                    .contains("\"Architecture\": \"" + parts[1] + "\"");
            dockerd.docker("pull", "--platform", platform, image.toString());
            assertThat(dockerd.docker("image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", image.toString()))
                    .isEqualTo(parts[0] + "/" + parts[1]);
            dockerd.docker("rmi", image.toString());
        }
    }

    private Manifest standing(ImageReference image) {
        return client.getManifest(image).orElseThrow();
    }

    private static DockerCopier copier(HostDirectory hosts, RegistryClient client, CopyHistory memory) {
        return copier(hosts, client, memory, CopyLimits.DEFAULT);
    }

    private static DockerCopier copier(
            HostDirectory hosts, RegistryClient client, CopyHistory memory, CopyLimits limits) {
        DockerDaemon daemon = new DockerDaemon(DaemonAddress.of(Map.of("DOCKER_HOST", dockerd.address())));
        return new DockerCopier(client, daemon, hosts, memory, limits, SignatureMode.AUTO, VerifyRules.NONE);
    }

    private static HostSettings seeing(String host) {
        HostSettings settings = HostSettings.of(host);
        return host.equals(closed.host()) ? settings.withCredentials(SECRET) : settings;
    }

    private static HostSettings blind(String host) {
        HostSettings settings = HostSettings.of(host);
        return host.equals(upstream.host()) ? Samples.through(host, DEAD_PROXY) : settings;
    }

    private static CopyResult copy(DockerCopier copier, ImageReference source, ImageReference to, String platforms) {
        return copier.copy(source, to, PlatformSelection.parse(platforms), Dialect.AUTO, CopyProgress.NONE);
    }

    private static ImageReference source(String name, SampleImage image) {
        ImageReference reference = TwoRegistries.at(upstream.host(), "a/" + name);
        upstream.add(reference.repository().path(), reference.tag(), image);
        return reference;
    }

    private static ImageReference to(String name) {
        return TwoRegistries.at(target.host(), "it/" + name);
    }
}
