package io.github.syncimage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.Samples;
import io.github.syncimage.testing.Front;
import io.github.syncimage.testing.Vendors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies between registries that behave as vendors' do; each manner is a switch of the stand-in. */
class VendorsTest {
    private static final Credentials ANN = new Credentials("ann", "secret");
    private static final Credentials NEWER = new Credentials("ann", "newer");
    private static final SampleImage IMAGE = LoopbackImages.single("one", "linux/amd64");
    /** Too large for one request without a session. */
    private static final SampleImage LARGE =
            LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(1, 600_000)));

    private static final SampleImage MANY = LoopbackImages.image(
            Flavour.OCI,
            "linux/amd64",
            IntStream.range(0, 12)
                    .mapToObj(i -> LoopbackImages.random(i, 600_000))
                    .toList());

    private static final SampleImage OTHER = LoopbackImages.single("two", "linux/amd64");

    @RegisterExtension
    private final TwoRegistries registries = new TwoRegistries();

    private final LoopbackRegistry upstream = registries.upstream;
    private final LoopbackRegistry target = registries.target;

    private HostSettings loggedIn(String host) {
        return host.equals(target.host()) ? HostSettings.of(host).withCredentials(ANN) : HostSettings.of(host);
    }

    private void copy(String from, String to) {
        copy(from, to, CopyProgress.NONE);
    }

    private void copy(String from, String to, CopyProgress progress) {
        registries
                .copier()
                .copy(
                        TwoRegistries.at(upstream.host(), from),
                        registries.to(to),
                        PlatformSelection.ALL,
                        Dialect.AUTO,
                        progress);
    }

    private void assertArrived(String repository, SampleImage image) {
        assertThat(target.manifest(repository, "1").orElseThrow().digest()).isEqualTo(image.digest());
    }

    @Test
    void anUpstreamRepositoryThatIsDeniedLocksOutNoOther() {
        upstream.requireToken(ANN, true).refuseTokensWhole();
        upstream.add("a/open", "1", IMAGE);
        upstream.add("a/secret", "1", OTHER);
        upstream.add("b/open", "1", OTHER);
        upstream.hide("a/secret");

        assertThatThrownBy(() -> copy("a/secret:1", "x/secret:1")).hasMessageContaining("private or absent");
        assertThatThrownBy(() -> copy("a/absent:1", "x/absent:1")).hasMessageContaining("private or absent");
        copy("a/open:1", "x/open:1");
        assertThatThrownBy(() -> copy("a/secret:1", "x/secret:1")).hasMessageContaining("private or absent");
        copy("b/open:1", "x/other:1");

        assertArrived("x/open", IMAGE);
        assertArrived("x/other", OTHER);
        assertThat(scopes(upstream)).allMatch(scope -> scope.matches("repository%3A[ab]%2F[a-z]+%3Apull"));
    }

    @Test
    void aTargetRepositoryThatIsDeniedLocksOutNoOther() {
        registries.restart(this::loggedIn);
        target.requireToken(ANN, true).refuseTokensWhole().onlyNamespaces("ours");
        upstream.add("a/app", "1", IMAGE);
        upstream.add("a/other", "1", OTHER);

        assertThatThrownBy(() -> copy("a/app:1", "theirs/app:1")).hasMessageContaining("denied");
        copy("a/app:1", "ours/app:1");
        assertThatThrownBy(() -> copy("a/app:1", "theirs/app:1")).hasMessageContaining("denied");
        copy("a/other:1", "ours/other:1");

        assertArrived("ours/app", IMAGE);
        assertArrived("ours/other", OTHER);
    }

    @Test
    void aMountWhoseTokenIsRefusedIsSentInstead() {
        registries.restart(this::loggedIn);
        target.requireToken(ANN, true).refuseTokensWhole().onlyNamespaces("ours");
        upstream.add("a/app", "1", IMAGE);
        registries.memory.holds(registries.to("gone/app").repository(), IMAGE);

        copy("a/app:1", "ours/app:1");

        assertArrived("ours/app", IMAGE);
        List<String> asked = scopes(target);
        assertThat(asked).filteredOn(scope -> scope.contains("gone")).isNotEmpty();
        assertThat(asked)
                .filteredOn(scope -> !scope.contains("gone"))
                .allMatch(scope -> scope.startsWith("repository%3Aours%2Fapp%3Apull"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 400, 401, 403, 404, 405, 429, 500, 503, 520})
    void aMountThatIsRefusedIsSentInsteadAndTheTwoRepositoriesAreLeftAlone(int status) {
        Repository had = registries.to("had/app").repository();
        Vendors.refuseMounts(target, status);
        upstream.add("a/app", "1", IMAGE);
        upstream.add("a/app", "2", OTHER);
        target.add("had/app", "1", IMAGE);
        target.add("had/app", "2", OTHER);
        registries.memory.holds(had, IMAGE);
        registries.memory.holds(had, OTHER);

        copy("a/app:1", "new/app:1");
        int first = mounts();
        copy("a/app:2", "new/app:2");

        assertArrived("new/app", IMAGE);
        // Blobs of the first image ask side by side.
        assertThat(first).isBetween(1, IMAGE.blobs().size());
        assertThat(mounts()).isEqualTo(first);
        assertThat(registries.memory.holders(
                        target.host(), Digest.of(IMAGE.blobs().get(0))))
                .contains(had);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 405, 501})
    void aBlobThatMayNotBeLookedForIsSent(int status) {
        Vendors.refuseBlobHeads(target, status);
        upstream.add("a/app", "1", IMAGE);

        copy("a/app:1", "new/app:1");

        assertArrived("new/app", IMAGE);
    }

    @Test
    void credentialsThatEndWithoutAWordAreAskedForAgainInTheMiddleOfACopy() {
        AtomicInteger asked = new AtomicInteger();
        registries.restart(new HostDirectory() {
            @Override
            public HostSettings apply(String host) {
                return loggedIn(host);
            }

            @Override
            public Credentials lookAgain(String host) {
                asked.incrementAndGet();
                return NEWER;
            }
        });
        target.requireBasic(ANN, false).denyEndedCredentials();
        upstream.add("a/app", "1", IMAGE);
        upstream.add("a/other", "1", OTHER);

        copy("a/app:1", "ours/app:1");
        target.requireBasic(NEWER, false);
        copy("a/other:1", "ours/other:1");

        assertArrived("ours/app", IMAGE);
        assertArrived("ours/other", OTHER);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aQuotaOfManifestsHoldsUpNoBlobs() {
        upstream.add("a/app", "1", IMAGE);
        upstream.add("a/other", "1", OTHER);
        CopyProgress limiting = new CopyProgress() {
            @Override
            public void expected(long bytes) {
                // All manifests are read; the blobs are about to come.
                Vendors.limitManifests(upstream, Duration.ofHours(1));
                assertThatThrownBy(() -> copy("a/other:1", "x/other:1"))
                        .isInstanceOfSatisfying(RegistryException.class, limited -> assertThat(limited.kind())
                                .isEqualTo(RegistryException.Kind.RATE_LIMITED));
            }
        };

        copy("a/app:1", "x/app:1", limiting);

        assertArrived("x/app", IMAGE);
    }

    @Test
    void aTagThatMovesBetweenTwoRequestsGivesWhatItWasWhole() {
        upstream.add("a/app", "1", IMAGE);
        try (Front front = Front.of(upstream.uri()).answer(request -> {
            if (request.line().startsWith("GET /v2/a/app/manifests/")) {
                upstream.add("a/app", "1", OTHER);
            }
            return null;
        })) {
            registries.copy(TwoRegistries.at(front.host(), "a/app:1"), registries.to("x/app:1"), "all");
        }
        assertArrived("x/app", IMAGE);
    }

    /** quay.io, Docker Hub and registry.k8s.io; the other host refuses whoever brings the registry's token. */
    @Test
    void blobsOfAnotherHostAreFetchedThere() {
        upstream.requireToken(ANN, true).redirectBlobs();
        registries.restart(Samples::allowingPrivateNetwork);
        upstream.add("a/app", "1", IMAGE);

        copy("a/app:1", "x/app:1");

        assertArrived("x/app", IMAGE);
        assertThat(upstream.contentCalls())
                .hasSizeGreaterThanOrEqualTo(IMAGE.blobs().size());
    }

    /** Registries of several nodes without a shared memory for sessions. */
    @Test
    void anUploadWhoseSessionDiedIsBegunAnew() {
        Vendors.loseUploads(target, 2);
        upstream.add("a/app", "1", LARGE);

        copy("a/app:1", "x/app:1");

        assertArrived("x/app", LARGE);
        assertThat(target.unfinishedUploads()).isEqualTo(2);
    }

    private int mounts() {
        return (int) target.calls().stream()
                .filter(call -> call.query().contains("mount="))
                .count();
    }

    /** What each token request asked for. */
    private static List<String> scopes(LoopbackRegistry registry) {
        return registry.calls().stream()
                .filter(call -> call.path().equals("/token"))
                .map(ExchangeCall::query)
                .map(query -> query.replaceFirst("^service=[^&]*&scope=", ""))
                .toList();
    }

    @Test
    void tokensThatAreTakenBackAreRenewedInTheMiddleOfACopy() {
        upstream.requireToken(ANN, false);
        target.requireToken(ANN, false);
        registries.restart(host -> HostSettings.of(host).withCredentials(ANN));
        upstream.add("a/app", "1", MANY);
        AtomicInteger before = new AtomicInteger();
        CopyProgress revoking = new CopyProgress() {
            private long copied;

            @Override
            public synchronized void arrived(long bytes) {
                copied += bytes;
                // Once: a token that is taken back before its first use is no token that ended.
                if (copied > 2_000_000 && before.get() == 0) {
                    before.set(tokens(upstream));
                    upstream.revokeTokens();
                    target.revokeTokens();
                }
            }
        };

        copy("a/app:1", "b/app:1", revoking);

        assertArrived("b/app", MANY);
        assertThat(before.get()).isPositive();
        assertThat(tokens(upstream)).isGreaterThan(before.get());
    }

    private static int tokens(LoopbackRegistry registry) {
        return (int) registry.calls().stream()
                .filter(call -> call.path().equals("/token"))
                .count();
    }
}
