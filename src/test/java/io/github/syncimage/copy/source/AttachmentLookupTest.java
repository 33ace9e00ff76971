package io.github.syncimage.copy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.copy.source.Attachment.Place;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.registry.api.Samples;
import io.github.syncimage.testing.Front;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentLookupTest {
    private static final String REPOSITORY = "a/app";
    private static final SampleImage IMAGE = LoopbackImages.index("app", "linux/amd64", "linux/arm64");
    private static final SampleImage OTHER = LoopbackImages.single("other", "linux/amd64");

    private final LoopbackRegistry registry = new LoopbackRegistry();
    private final RegistryClient client = Samples.client(HostSettings::of);
    private final Parallel parallel = new Parallel();

    AttachmentLookupTest() {
        registry.add(REPOSITORY, "1", IMAGE);
    }

    @AfterEach
    void close() {
        parallel.close();
        client.close();
        registry.close();
    }

    @Test
    void anUnsignedManifestCostsFiveRequestsAndFourOnceTheHostIsKnownToHaveNoList() {
        assertThat(look(IMAGE)).isEmpty();
        assertThat(calls()).containsExactlyInAnyOrder(allOf(IMAGE, true));

        registry.withoutReferrers();
        registry.forgetCalls();
        assertThat(look(IMAGE)).isEmpty();
        assertThat(calls()).containsExactlyInAnyOrder(allOf(IMAGE, true));

        registry.forgetCalls();
        assertThat(look(OTHER)).isEmpty();
        assertThat(calls()).containsExactlyInAnyOrder(allOf(OTHER, false));
    }

    private static String[] allOf(SampleImage image, boolean list) {
        String tag = "HEAD /v2/a/app/manifests/sha256-" + image.digest().hex();
        return Stream.of(tag + ".sig", tag + ".att", tag + ".sbom", tag, "GET /v2/a/app/referrers/" + image.digest())
                .limit(list ? 5 : 4)
                .toArray(String[]::new);
    }

    @Test
    void cosignsTagsAndReferrersAreFoundAndToldApart() {
        tag(Place.SIG, SampleArtifacts.signature(IMAGE, 1));
        tag(Place.ATT, SampleArtifacts.attestation(IMAGE, SampleArtifacts.PROVENANCE));
        tag(Place.SBOM, SampleArtifacts.sbom(IMAGE));
        add(SampleArtifacts.bundle(IMAGE, SampleArtifacts.SIGNED));
        add(SampleArtifacts.bundle(IMAGE, "https://spdx.dev/Document"));
        add(SampleArtifacts.referrer(IMAGE, "application/spdx+json", "packages"));

        List<Attachment> found = look(IMAGE);

        assertThat(found)
                .extracting(Attachment::what)
                .containsExactlyInAnyOrder("sig", "att", "sbom", "bundle", "bundle", "referrer")
                .endsWith("sig", "att", "sbom");
        assertThat(found)
                .filteredOn(Attachment::isSignature)
                .extracting(Attachment::what)
                .containsExactlyInAnyOrder("bundle", "sig");
        assertThat(found)
                .flatExtracting(Attachment::statements)
                .containsExactlyInAnyOrder(
                        SampleArtifacts.PROVENANCE,
                        "text/spdx+json",
                        "https://spdx.dev/Document",
                        "application/spdx+json");
    }

    /** {@code oras attach --artifact-type application/spdx+json IMAGE sbom.json}, and what others leave out of it. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "application/spdx+json, application/vnd.oci.empty.v1+json, application/spdx+json",
                "none, application/vnd.acme.report.v1+json, application/vnd.acme.report.v1+json",
                "none, application/vnd.oci.empty.v1+json, application/vnd.oci.image.layer.v1.tar",
                "none, application/vnd.oci.image.config.v1+json, application/vnd.oci.image.layer.v1.tar"
            })
    void anArtifactIsNamedByItsTypeElseItsConfigsElseItsLayers(String type, String config, String named) {
        add(SampleArtifacts.referrer(
                IMAGE, type, config, "application/vnd.oci.image.layer.v1.tar", "packages", Map.of()));

        assertThat(look(IMAGE)).singleElement().satisfies(attachment -> assertThat(attachment.statements())
                .containsExactly(named));
    }

    /** A registry that has got its list lately may not know what was there before. */
    @ParameterizedTest
    @ValueSource(ints = {200, 404})
    void withoutTheListOrWithAnEmptyOneTheTagIsRead(int status) {
        SampleImage bundle = SampleArtifacts.bundle(IMAGE, SampleArtifacts.SIGNED);
        tag(Place.REFERRER, SampleArtifacts.list(bundle));
        try (Front front = Front.of(registry.uri())) {
            front.answer(
                    call -> call.line().contains("/referrers/") ? Front.reply(status, "{\"manifests\":[]}") : null);

            assertThat(look(front.host(), IMAGE))
                    .extracting(attachment -> attachment.descriptor().digest())
                    .containsExactly(bundle.digest());
        }
    }

    @Test
    void whatRefersToSomethingElseIsNoReferrer() {
        registry.withoutReferrers();
        SampleImage of = SampleArtifacts.bundle(OTHER, SampleArtifacts.SIGNED);
        tag(Place.REFERRER, SampleArtifacts.list(of, SampleArtifacts.signature(IMAGE, 1)));

        assertThat(look(IMAGE)).isEmpty();
    }

    /** {@code cosign copy} puts an image there, and GitLab answers so for any digest. */
    @Test
    void theImageItselfUnderTheTagOfTheListIsNoList() {
        registry.withoutReferrers();
        registry.add(REPOSITORY, "sha256-" + IMAGE.digest().hex(), IMAGE);
        registry.add(REPOSITORY, "sha256-" + OTHER.digest().hex(), IMAGE);

        assertThat(look(IMAGE)).isEmpty();
        assertThat(calls()).noneMatch(call -> call.startsWith("GET /v2/a/app/manifests/"));
        assertThat(look(OTHER)).isEmpty();
    }

    @Test
    void aReferrerOfAReferrerComesAfterItAndNoDeeper() {
        SampleImage first = SampleArtifacts.referrer(IMAGE, "application/spdx+json", "packages");
        SampleImage second = SampleArtifacts.bundle(first, SampleArtifacts.SIGNED);
        SampleImage third = SampleArtifacts.bundle(second, SampleArtifacts.SIGNED);
        List.of(third, second, first).forEach(this::add);

        assertThat(look(IMAGE))
                .extracting(attachment -> attachment.descriptor().digest())
                .containsExactly(first.digest(), second.digest());
    }

    @Test
    void sixtyFourAttachmentsOfAnImageAreReadItsSignatureAmongThemAndOneMoreIsTold() {
        IntStream.range(0, 150).forEach(number -> add(SampleArtifacts.referrer(IMAGE, "text/plain", "note " + number)));
        IntStream.range(0, 150).forEach(number -> add(SampleArtifacts.referrer(OTHER, "text/plain", "note " + number)));
        tag(Place.SIG, SampleArtifacts.signature(IMAGE, 1));
        AttachmentLookup lookup = lookup(registry.host());

        List<Attachment> found = Parallel.join(lookup.of(IMAGE.digest()));

        assertThat(found).hasSize(65);
        assertThat(found.stream().filter(attachment -> attachment.content().isPresent()))
                .hasSize(64);
        assertThat(found).filteredOn(Attachment::isSignature).singleElement().satisfies(signature -> assertThat(
                        signature.content())
                .isPresent());
        assertThat(Parallel.join(lookup.of(OTHER.digest())))
                .singleElement()
                .satisfies(left -> assertThat(left.content()).isEmpty());
        assertThat(calls().stream().filter(call -> call.startsWith("GET /v2/a/app/manifests/")))
                .hasSize(64);
    }

    @Test
    void aThousandSignaturesAreRead() {
        tag(Place.SIG, SampleArtifacts.signature(IMAGE, 1000));

        assertThat(look(IMAGE)).singleElement().satisfies(signature -> assertThat(
                        signature.content().orElseThrow().layers())
                .hasSize(1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"digest\":\"sha256:00\",\"size\":2},\"layers\":[]}",
                "{\"schemaVersion\":2,\"layers\":[]}",
                "[]",
            })
    void whatIsNoManifestIsFoundAndCannotBeCopied(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tag(Place.SIG, new SampleImage(new Manifest(MediaTypes.OCI_MANIFEST, bytes), List.of(), List.of()));

        assertThat(look(IMAGE)).singleElement().satisfies(signature -> {
            assertThat(signature.content()).isEmpty();
            assertThat(signature.isSignature()).isTrue();
        });
    }

    @Test
    void listedButGoneIsNothing() {
        registry.withoutReferrers();
        SampleImage list = SampleArtifacts.list(SampleArtifacts.bundle(IMAGE, SampleArtifacts.SIGNED));
        tag(Place.REFERRER, new SampleImage(list.manifest(), List.of(), List.of()));

        assertThat(look(IMAGE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void troubleIsNeverTakenForNoSignature(int status) {
        registry.failNext(Integer.MAX_VALUE, status, call -> call.path().contains("/referrers/"));

        assertThatThrownBy(() -> look(IMAGE)).isInstanceOf(RegistryException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 406, 410, 501})
    void aPathThatIsNotKnownIsNoTrouble(int status) {
        registry.failNext(Integer.MAX_VALUE, status, call -> call.path().contains("/referrers/"));
        tag(Place.SIG, SampleArtifacts.signature(IMAGE, 1));

        assertThat(look(IMAGE)).extracting(Attachment::what).containsExactly("sig");
    }

    private void tag(Place place, SampleImage attached) {
        registry.add(REPOSITORY, place.tag(IMAGE.digest()), attached);
    }

    private void add(SampleImage referrer) {
        registry.add(REPOSITORY, referrer.digest().toString(), referrer);
    }

    private List<Attachment> look(SampleImage image) {
        return look(registry.host(), image);
    }

    private List<Attachment> look(String host, SampleImage image) {
        return Parallel.join(lookup(host).of(image.digest()));
    }

    private AttachmentLookup lookup(String host) {
        Repository repository = Samples.repository(host, REPOSITORY);
        return new AttachmentLookup(client, repository, parallel);
    }

    private List<String> calls() {
        return registry.calls().stream().map(ExchangeCall::toString).toList();
    }
}
