package io.github.syncimage.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.copy.ImageCopier;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyProgress;
import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.demo.Paging;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.github.ManualClock;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.trust.ImagePattern;
import io.github.syncimage.trust.Signer;
import io.github.syncimage.trust.Signer.KeySigner;
import io.github.syncimage.trust.Sigstore;
import io.github.syncimage.trust.VerificationKey;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRules;
import io.github.syncimage.watch.EntryRun.Kind;
import io.github.syncimage.watch.EntryRun.Mode;
import io.github.syncimage.watch.EntryRun.TagOutcome;
import io.github.syncimage.watch.WatchMemory.EntryRecord;
import io.github.syncimage.watch.WatchRunner.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchRunnerTest {
    private static final Mode ONCE = new Mode(false, false, false);
    private static final Mode FORCE = new Mode(false, true, false);
    private static final Mode CHECK = new Mode(true, false, false);
    private static final Mode RETRIES = new Mode(false, false, true);
    private static final SampleImage ONE = LoopbackImages.index("one", "linux/amd64", "linux/arm64");
    private static final SampleImage TWO = LoopbackImages.index("two", "linux/amd64", "linux/arm64");

    private final LoopbackRegistry upstream = new LoopbackRegistry();
    private final LoopbackRegistry target = new LoopbackRegistry();
    private final ManualClock clock = new ManualClock();
    /** Says when signatures were looked for. */
    private Clock copies = Clock.systemUTC();

    private final List<TagOutcome> told = new ArrayList<>();
    private final RegistryClient client = new RegistryClient(HostSettings::of, 8);

    @TempDir
    private Path folder;

    private MirrorStore store;
    private ImageCopier copier;
    private WatchRunner runner;

    @BeforeEach
    void open() {
        store = MirrorStore.open(folder, null);
        copier = copier(SignatureMode.AUTO);
        runner = runner(() -> {});
    }

    private ImageCopier copier(SignatureMode mode, VerifyRule... rules) {
        return new ImageCopier(client, store, CopyLimits.DEFAULT, mode, new VerifyRules(List.of(rules), null), copies);
    }

    private void copyBy(SignatureMode mode, VerifyRule... rules) {
        copier.close();
        copier = copier(mode, rules);
        runner = runner(() -> {});
    }

    private WatchRunner runner(Runnable stillOurs) {
        Scope scope = new Scope(null, PlatformSelection.ALL, null, Dialect.AUTO, 200);
        return new WatchRunner(client, copier, WatchMemory.in(store), scope, clock, stillOurs);
    }

    @AfterEach
    void close() {
        copier.close();
        client.close();
        store.close();
        upstream.close();
        target.close();
    }

    @Test
    void anUnchangedTagCostsOneHeadUpstreamAndOneAtTheTargetADay() throws IOException {
        upstream.add("a/app", "1", ONE);
        upstream.add("a/app", "2", TWO);
        WatchList list = repository("all: true", "referrers: false");
        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.MIRRORED, "2", Kind.MIRRORED));
        forgetCalls();

        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.PRESENT, "2", Kind.PRESENT));
        assertThat(calls(upstream))
                .containsExactly(
                        "GET /v2/a/app/tags/list?n=1000", "HEAD /v2/a/app/manifests/1", "HEAD /v2/a/app/manifests/2");
        assertThat(calls(target)).isEmpty();

        forgetCalls();
        clock.advance(Duration.ofHours(25));
        run(list, ONCE);
        assertThat(calls(upstream)).hasSize(3);
        assertThat(calls(target)).containsExactly("HEAD /v2/b/app/manifests/1", "HEAD /v2/b/app/manifests/2");

        forgetCalls();
        run(list, ONCE);
        assertThat(calls(target)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO,     all: true,                    true",
        "AUTO,     'all: true, referrers: false', false",
        "OFF,      all: true,                    false",
        "OFF,      'all: true, digestTags: true', true",
        "REQUIRED, 'all: true, referrers: false', true",
    })
    void anEntrySaysWhetherSignaturesComeAlong(SignatureMode mode, String keys, boolean come) throws IOException {
        copyBy(mode);
        String signature = ONE.digest().tag(".sig");
        upstream.add("a/app", "1", ONE);
        upstream.add("a/app", signature, SampleArtifacts.signature(ONE, 1));

        run(repository(keys.split(", ")), ONCE);

        assertThat(target.tags("b/app")).contains("1");
        assertThat(target.tags("b/app").contains(signature)).isEqualTo(come);
    }

    @Test
    void whatIsSignedLaterComesWithTheNextRunAndIsLookedForLessAndLess() throws IOException {
        copies = clock;
        copyBy(SignatureMode.AUTO);
        upstream.add("a/app", "1", ONE);
        WatchList list = repository("all: true");
        run(list, ONCE);
        String signature = ONE.digest().tag(".sig");
        List<Integer> looked = new ArrayList<>();
        for (int hour = 1; hour <= 12; hour++) {
            clock.advance(Duration.ofHours(1));
            forgetCalls();
            assertThat(run(list, ONCE)).containsOnly(Map.entry("1", Kind.PRESENT));
            if (calls(upstream).contains("HEAD /v2/a/app/manifests/" + signature)) {
                looked.add(hour);
            }
        }
        assertThat(looked).containsExactly(1, 2, 4, 8);

        upstream.add("a/app", signature, SampleArtifacts.signature(ONE, 1));
        clock.advance(Duration.ofHours(4));
        run(list, CHECK);
        assertThat(target.tags("b/app")).containsExactly("1");
        run(list, ONCE);
        assertThat(target.tags("b/app")).containsExactly("1", signature);
        forgetCalls();
        clock.advance(Duration.ofHours(20));
        run(list, ONCE);
        assertThat(calls(upstream)).hasSize(2);
    }

    /** Whoever the image comes from: the rule names the target alone. */
    @Test
    void whoGetsATrustedNameHasToBeSignedAlsoByAList() throws IOException {
        KeyPair key = Sigstore.curve("secp256r1");
        Signer signer =
                new KeySigner(List.of(new KeySigner.KeyFile("acme.pub", VerificationKey.readPem(Sigstore.pem(key)))));
        copyBy(SignatureMode.AUTO, rule(null, target.host() + "/b/app", VerifyRule.Kind.SIGNED, signer));
        upstream.add("a/app", "1", ONE);

        assertThat(run(repository("all: true"), ONCE)).hasSize(1).doesNotContainValue(Kind.MIRRORED);
        assertThat(target.repositories()).isEmpty();

        upstream.add("a/app", ONE.digest().tag(".sig"), SampleArtifacts.signature(ONE.digest(), key));
        run(repository("all: true"), FORCE);
        assertThat(target.tags("b/app")).contains("1");
    }

    @Test
    void anImmutableTagCostsNothingUpstream() throws IOException {
        upstream.add("a/app", "v1", ONE);
        WatchList list = repository("all: true", "immutable: 'v\\d+'");
        run(list, ONCE);
        forgetCalls();
        clock.advance(Duration.ofHours(25));

        assertThat(run(list, ONCE)).isEqualTo(Map.of("v1", Kind.PRESENT));
        assertThat(calls(upstream)).containsExactly("GET /v2/a/app/tags/list?n=1000");
        assertThat(calls(target)).containsExactly("HEAD /v2/b/app/manifests/v1");
    }

    @Test
    void whatIsLostAtTheTargetIsCopiedAgainWithinADay() throws IOException {
        upstream.add("a/app", "1", ONE);
        WatchList list = repository("all: true");
        run(list, ONCE);
        target.untag("b/app", "1");
        clock.advance(Duration.ofHours(25));

        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.MIRRORED));
        assertThat(target.tags("b/app")).contains("1");
    }

    @Test
    void aMovedTagIsBackedUpBeforeItIsOverwritten() throws IOException {
        upstream.add("a/app", "1", ONE);
        WatchList list = repository("all: true", "backup: 'before-{{.Ref.Tag}}'");
        run(list, ONCE);
        assertThat(target.tags("b/app")).containsExactly("1");
        upstream.add("a/app", "1", TWO);
        forgetCalls();

        assertThat(run(list, CHECK)).isEqualTo(Map.of("1", Kind.MOVED));
        assertThat(target.calls()).noneMatch(ExchangeCall::writes);
        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.MIRRORED));

        assertThat(told.get(told.size() - 1)).satisfies(moved -> {
            assertThat(moved.before()).isEqualTo(ONE.digest());
            assertThat(moved.now()).isEqualTo(TWO.digest());
        });
        assertThat(calls(target).stream().filter(call -> call.matches("PUT .*/manifests/[^:]*1$")))
                .containsExactly("PUT /v2/b/app/manifests/before-1", "PUT /v2/b/app/manifests/1");
        assertThat(digest("before-1")).isEqualTo(ONE.digest());
        assertThat(digest("1")).isEqualTo(TWO.digest());
        assertThat(WatchMemory.in(store).moved("list", clock.instant().minusSeconds(1), 10))
                .singleElement()
                .satisfies(tag -> assertThat(tag.movedFrom()).isEqualTo(ONE.digest()));
    }

    /** What stands there is the target's own, which no rule for upstreams names. */
    @Test
    void aRuleThatDeniesAllOthersDoesNotKeepABackupFromBeingMade() throws IOException {
        copyBy(
                SignatureMode.AUTO,
                rule(upstream.host() + "/**", null, VerifyRule.Kind.SKIP, null),
                rule("**", null, VerifyRule.Kind.DENY, null));
        upstream.add("a/app", "1", ONE);
        WatchList list = repository("all: true", "backup: 'before-{{.Ref.Tag}}'");
        run(list, ONCE);
        upstream.add("a/app", "1", TWO);

        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.MIRRORED));

        assertThat(digest("before-1")).isEqualTo(ONE.digest());
        assertThat(digest("1")).isEqualTo(TWO.digest());
    }

    private static VerifyRule rule(String image, String to, VerifyRule.Kind kind, Signer signer) {
        return new VerifyRule(
                image == null ? null : ImagePattern.parse(image),
                to == null ? null : ImagePattern.parse(to),
                kind,
                signer,
                false,
                "config.yaml:1");
    }

    @Test
    void aTagThatIsGoneUpstreamStaysAndIsTold() throws IOException {
        upstream.add("a/app", "1", ONE);
        upstream.add("a/app", "2", TWO);
        WatchList list = repository("all: true", "keep: {days: 1}");
        run(list, ONCE);
        upstream.untag("a/app", "1");
        clock.advance(Duration.ofDays(40));

        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.GONE, "2", Kind.PRESENT));
        assertThat(target.tags("b/app")).contains("1");

        upstream.add("a/app", "1", ONE);
        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.PRESENT, "2", Kind.PRESENT));
    }

    @Test
    void aSingleImageThatIsGoneStaysToo() throws IOException {
        upstream.add("a/app", "1", ONE);
        WatchList list = list("{source: '" + upstream.host() + "/a/app:1', target: '" + target.host()
                + "/b/app:stable', type: image}");
        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.MIRRORED));
        upstream.untag("a/app", "1");

        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.GONE));
        assertThat(target.tags("b/app")).containsExactly("stable");
    }

    @ParameterizedTest
    @CsvSource({"SORTED, 10", "UNORDERED, 10", "QUAY, 200", "ECR, 100", "GHCR, 100"})
    void listsOfAllVendorsAreFollowedToTheirEnd(Paging paging, int requests) throws IOException {
        upstream.page(paging);
        upstream.add("a/app", "1.0", ONE);
        IntStream.rangeClosed(1, 9_999).forEach(number -> upstream.tag("a/app", "1." + number, ONE.digest()));
        WatchList list = repository("all: true", "newest: 2");

        assertThat(run(list, CHECK)).isEqualTo(Map.of("1.9999", Kind.NEW, "1.9998", Kind.NEW));
        assertThat(calls(upstream)).hasSize(requests).allMatch(call -> call.startsWith("GET /v2/a/app/tags/list?"));
        assertThat(calls(target)).hasSize(2);
    }

    @Test
    void nothingIsConcludedFromAListThatHasNoEnd() throws IOException {
        upstream.add("a/app", "100", ONE);
        WatchList list = repository("all: true", "keep: {newest: 1}", "newest: 1");
        run(list, ONCE);
        IntStream.range(0, 60).forEach(number -> upstream.tag("a/app", "0." + number, ONE.digest()));
        upstream.page(Paging.ENDLESS);
        told.clear();

        EntryRun plan = finished(list);

        assertThat(plan.well()).isFalse();
        assertThat(plan.failure()).contains("the list has no end, so nothing is concluded from it");
        assertThat(told).isEmpty();
        assertThat(WatchMemory.in(store).gone("list", 10)).isEmpty();
    }

    @Test
    void anAbsentOrEmptyRepositoryIsAFailure() throws IOException {
        WatchList list = repository("all: true");
        assertThat(plan(list, ONCE).failure()).contains("there are none, so nothing is concluded");

        upstream.add("a/app", "1", ONE);
        upstream.untag("a/app", "1");
        assertThat(plan(list, ONCE).failure()).contains("there are none, so nothing is concluded");
    }

    @Test
    void otherTagsGoOnPastOneThatFailsAndItIsTriedAgainWithGrowingPauses() throws IOException {
        upstream.add("a/app", "1", ONE);
        upstream.add("a/app", "2", TWO);
        upstream.failNext(100, 403, call -> call.path().endsWith("/manifests/1"));
        WatchList list = repository("all: true", "interval: 7d");
        Instant began = clock.instant();

        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.FAILED, "2", Kind.MIRRORED));
        assertThat(failing().failing().retry()).isEqualTo(began.plus(Duration.ofMinutes(5)));
        assertThat(entryRecord().succeeded()).isNull();

        clock.advance(Duration.ofMinutes(5));
        forgetCalls();
        assertThat(run(list, RETRIES)).isEqualTo(Map.of("1", Kind.FAILED));
        assertThat(calls(upstream)).noneMatch(call -> call.contains("tags/list") || call.endsWith("/2"));
        assertThat(failing().failing().retry()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
        assertThat(failing().failing().since()).isEqualTo(began);
        assertThat(next(list)).isEqualTo(began.plus(Duration.ofDays(7)));

        assertThat(run(list, RETRIES)).as("before the pause is over").isEmpty();
        upstream.behave();
        clock.advance(Duration.ofMinutes(10));
        assertThat(run(list, RETRIES)).isEqualTo(Map.of("1", Kind.MIRRORED));
        assertThat(WatchMemory.in(store).failing("list", list.entries().get(0).id(), 10))
                .isEmpty();
        assertThat(entryRecord().succeeded()).isEqualTo(clock.instant());
    }

    @Test
    void oneListOfSeveralEntriesWritesATargetTagOnce() throws IOException {
        upstream.add("a/app", "latest", ONE);
        upstream.add("x/app", "latest", TWO);
        WatchList list = list(
                "{source: '" + upstream.host() + "/a/app', target: '" + target.host()
                        + "/b/app', type: repository, tags: {allow: ['l.*']}}",
                "{source: '" + upstream.host() + "/x/app', target: '" + target.host()
                        + "/b/app', type: repository, tags: {allow: ['.*t']}}");

        run(list, list.entries().get(0), ONCE);
        told.clear();
        run(list, list.entries().get(1), ONCE);

        assertThat(told).singleElement().satisfies(second -> {
            assertThat(second.kind()).isEqualTo(Kind.FAILED);
            assertThat(second.failure()).hasMessageContaining("/b/app:latest is written by the entry");
        });
        assertThat(digest("latest")).isEqualTo(ONE.digest());
    }

    @Test
    void whatIsLeftOfAQuotaIsKeptForOthers() throws IOException {
        upstream.add("a/app", "1", ONE);
        upstream.add("a/app", "2", TWO);
        upstream.tellPullsLeft(49);
        WatchList list = repository("all: true", "ratelimit: {min: 50, retry: 15m}");

        EntryRun plan = finished(list);

        assertThat(plan.until()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
        assertThat(plan.note()).contains("49 pulls left, and 50 are kept for others");
        assertThat(target.tags("b/app")).isEmpty();
        assertThat(next(list)).isEqualTo(plan.until());

        upstream.tellPullsLeft(50);
        assertThat(run(list, ONCE)).hasSize(2).containsValue(Kind.MIRRORED);
    }

    @Test
    void aLostDatabaseCostsRequestsAndCopiesNothing() throws IOException {
        upstream.add("a/app", "1", ONE);
        WatchList list = repository("all: true");
        run(list, ONCE);
        copier.close();
        store.close();
        Files.delete(folder.resolve("sync-image.db"));
        open();
        forgetCalls();

        assertThat(run(list, ONCE)).isEqualTo(Map.of("1", Kind.PRESENT));
        assertThat(target.calls()).noneMatch(ExchangeCall::writes);
        assertThat(WatchMemory.in(store).placed("list", list.entries().get(0).id()))
                .as("it is not known that the list has put it there, so it is never deleted")
                .isEmpty();
    }

    @Test
    void onlyWhatTheListHasPutThereAndMeansNoMoreIsDeleted() throws IOException {
        versions(1, 6);
        target.add("b/app", "0.9", ONE);
        run(repository("all: true"), ONCE);
        target.add("b/app", "1.2", TWO);
        WatchList list = repository("all: true", "newest: 3", "keep: {newest: 4}");

        assertThat(run(list, CHECK)).containsEntry("1.1", Kind.PRUNABLE).containsEntry("1.2", Kind.PRUNABLE);
        assertThat(target.tags("b/app")).hasSize(7);
        assertThat(run(list, ONCE)).containsEntry("1.1", Kind.PRUNED).doesNotContainKey("1.2");

        assertThat(target.tags("b/app"))
                .as("0.9 is foreign, 1.2 was overwritten by somebody, 1.3 is the fourth")
                .containsExactlyInAnyOrder("0.9", "1.2", "1.3", "1.4", "1.5", "1.6");
        assertThat(deletions()).containsExactly("DELETE /v2/b/app/manifests/1.1");
    }

    /** Of seven, two make room for two that are new, and one of them was kept by a tag that moves away from it. */
    @Test
    void aCheckShowsWhatTheSameRunWouldDelete() throws IOException {
        versions(1, 7);
        upstream.add("a/app", "oldest", image(1));
        run(repository("all: true"), ONCE);
        versions(8, 9);
        upstream.add("a/app", "oldest", image(3));
        WatchList list = repository("tagSets: [{semverRange: ['>=1.3']}, {allow: [oldest]}]", "keep: {newest: 7}");
        target.forgetCalls();

        Map<String, Kind> shown = run(list, CHECK);
        assertThat(target.calls()).noneMatch(ExchangeCall::writes);
        assertThat(shown)
                .containsEntry("1.8", Kind.NEW)
                .containsEntry("1.9", Kind.NEW)
                .containsEntry("oldest", Kind.MOVED);
        assertThat(tags(shown, Kind.PRUNABLE))
                .containsExactlyInAnyOrder("1.1", "1.2")
                .isEqualTo(tags(run(list, ONCE), Kind.PRUNED));
    }

    @Test
    void aCheckShowsNoDeletionThatARegistrysLimitWouldPutOff() throws IOException {
        versions(1, 3);
        WatchList list = repository("all: true", "newest: 3", "keep: {newest: 3}", "ratelimit: {min: 50}");
        run(list, ONCE);
        upstream.add("a/app", "1.4", image(4));
        upstream.tellPullsLeft(49);

        assertThat(run(list, CHECK)).doesNotContainValue(Kind.PRUNABLE);
        assertThat(run(list, ONCE)).doesNotContainValue(Kind.PRUNED);
    }

    @Test
    void aCheckCountsNoTagThatUpstreamHasLost() throws IOException {
        versions(1, 6);
        run(repository("all: true"), ONCE);
        upstream.untag("a/app", "1.1");
        clock.advance(Duration.ofDays(40));
        WatchList list = keeping(4);

        assertThat(tags(run(list, CHECK), Kind.PRUNABLE))
                .containsExactly("1.2")
                .isEqualTo(tags(run(list, ONCE), Kind.PRUNED));
    }

    private static Set<String> tags(Map<String, Kind> told, Kind kind) {
        return told.keySet().stream().filter(tag -> told.get(tag) == kind).collect(Collectors.toSet());
    }

    @Test
    void daysAndNewestBothHaveToLetATagGo() throws IOException {
        versions(1, 3);
        run(repository("all: true"), ONCE);
        WatchList list = repository("all: true", "newest: 1", "keep: {newest: 2, days: 30}");

        assertThat(run(list, ONCE)).doesNotContainValue(Kind.PRUNED);
        clock.advance(Duration.ofDays(31));
        assertThat(run(list, ONCE)).isEqualTo(Map.of("1.1", Kind.PRUNED, "1.3", Kind.PRESENT));
    }

    @Test
    void neverMoreThanAThirdIsDeletedAtOnceUnlessForced() throws IOException {
        versions(1, 6);
        run(repository("all: true"), ONCE);
        WatchList list = repository("all: true", "newest: 3", "keep: {newest: 1}");

        EntryRun plan = finished(list);
        assertThat(plan.note()).startsWith("3 of 6 tags may be deleted, more than a third");
        assertThat(target.tags("b/app")).hasSize(6);

        run(list, FORCE);
        assertThat(target.tags("b/app")).containsExactlyInAnyOrder("1.4", "1.5", "1.6");
    }

    @Test
    void whereSingleTagsCannotBeDeletedNothingIs() throws IOException {
        versions(1, 3);
        run(repository("all: true"), ONCE);
        target.refuseTagDeletion();
        WatchList list = keeping(2);

        EntryRun plan = finished(list);

        assertThat(plan.note())
                .isEqualTo(target.host() + " cannot delete single tags: " + target.host() + "/b/app:1.1 stays");
        assertThat(target.tags("b/app")).hasSize(3);
    }

    /** Of the two that have one digest neither goes before the list means none of them any more. */
    @Test
    void signaturesGoWithTheLastTagOfTheirDigest() throws IOException {
        IntStream.rangeClosed(1, 4).forEach(number -> upstream.add("a/app", "1." + number, number < 3 ? ONE : TWO));
        run(repository("all: true"), ONCE);
        String signature = ONE.digest().tag(".sig");
        target.add("b/app", signature, LoopbackImages.single("signature", "linux/amd64"));

        WatchList three = keeping(3);
        assertThat(run(three, CHECK)).doesNotContainValue(Kind.PRUNABLE);
        EntryRun plan = finished(three);
        assertThat(plan.note())
                .isEqualTo("stay, since another tag has the same digest, which some registries delete with all its"
                        + " tags: 1.1 (as 1.2)");
        assertThat(target.tags("b/app")).contains("1.1", "1.2", signature);

        run(keeping(2), FORCE);
        assertThat(target.tags("b/app")).as("both may go").containsExactlyInAnyOrder("1.3", "1.4");
    }

    @Test
    void whatIsOnlyRememberedToHaveTheDigestKeepsNoTag() throws IOException {
        IntStream.rangeClosed(1, 4).forEach(number -> upstream.add("a/app", "1." + number, number < 3 ? ONE : TWO));
        run(repository("all: true"), ONCE);
        target.untag("b/app", "1.2");

        assertThat(run(keeping(3), ONCE)).containsEntry("1.1", Kind.PRUNED);
        assertThat(target.tags("b/app")).containsExactlyInAnyOrder("1.3", "1.4");
    }

    @Test
    void whatARegistryDeletesWithATagIsPutBackBeforeMoreIsDeleted() throws IOException {
        versions(1, 6);
        run(repository("all: true"), ONCE);
        SampleImage first = image(1);
        Digest child = first.children().get(0).digest();
        String signature = first.digest().tag(".sig");
        target.tag("b/app", "stable", first.digest());
        target.tag("b/app", "amd64", child);
        target.add("b/app", signature, LoopbackImages.single("signature", "linux/amd64"));
        target.add("b/app", "other", ONE);
        target.deleteManifestsWithTags();
        forgetCalls();

        EntryRun plan = finished(keeping(4));

        assertThat(plan.failure()).isNull();
        assertThat(plan.note()).contains("has deleted more than " + target.host() + "/b/app:1.1, and has got back");
        assertThat(target.tags("b/app"))
                .containsExactlyInAnyOrder("1.3", "1.4", "1.5", "1.6", "stable", "amd64", "other", signature);
        assertThat(digest("stable")).isEqualTo(first.digest());
        assertThat(digest("amd64")).isEqualTo(child);
        assertThat(client.getManifest(ImageReference.parse(target.host() + "/b/app@" + child)))
                .isPresent();
        assertThat(calls(target).stream()
                        .filter(call -> call.startsWith("DELETE") || call.startsWith("PUT /v2/b/app/manifests/"))
                        .map(call -> call.replaceAll("sha256:.*", "DIGEST"))
                        .distinct())
                .startsWith("DELETE /v2/b/app/manifests/1.1", "PUT /v2/b/app/manifests/DIGEST")
                .contains("PUT /v2/b/app/manifests/stable", "PUT /v2/b/app/manifests/amd64")
                .endsWith("DELETE /v2/b/app/manifests/1.2");
    }

    @Test
    void whatCannotBePutBackEndsTheDeleting() throws IOException {
        versions(1, 6);
        run(repository("all: true"), ONCE);
        target.tag("b/app", "stable", image(1).digest());
        target.deleteManifestsWithTags();
        target.failNext(1, 403, call -> call.method().equals("PUT"));
        forgetCalls();

        EntryRun plan = finished(keeping(4));

        assertThat(plan.failure()).contains("b/app:stable", "could not be put back");
        assertThat(deletions()).containsExactly("DELETE /v2/b/app/manifests/1.1");
    }

    /** The copy has brought all but the tag when the list deletes it; what it sets then is new. */
    @Test
    void noCopySetsATagWhileItIsDeleted() throws Exception {
        versions(1, 3);
        run(repository("all: true"), ONCE);
        upstream.add("a/app", "other", TWO);
        ImageReference tag = ImageReference.parse(target.host() + "/b/app:1.1");
        AtomicReference<CompletableFuture<?>> copy = new AtomicReference<>();
        target.before(call -> call.method().equals("DELETE"), () -> {
            copy.set(CompletableFuture.runAsync(() -> copier.copy(
                    ImageReference.parse(upstream.host() + "/a/app:other"),
                    tag,
                    PlatformSelection.ALL,
                    Dialect.AUTO,
                    CopyProgress.NONE)));
            await().until(() ->
                    calls(target).stream().anyMatch(call -> call.contains("PUT /v2/b/app/manifests/sha256")));
            // Long enough for one that does not wait for its turn.
            assertThatThrownBy(() -> copy.get().get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        });
        forgetCalls();

        run(keeping(2), ONCE);
        copy.get().get();

        assertThat(digest("1.1")).isEqualTo(TWO.digest());
    }

    @Test
    void whoGoesThroughTheListsNoMoreSetsDeletesAndNotesNothing() throws IOException {
        versions(1, 6);
        run(repository("all: true"), ONCE);
        upstream.add("a/app", "1.6", TWO);
        WatchList list = repository("all: true", "newest: 4", "keep: {newest: 4}", "backup: 'before-{{.Ref.Tag}}'");
        clock.advance(Duration.ofHours(1));
        List<String> tags = target.tags("b/app");
        EntryRecord before = entryRecord();
        forgetCalls();

        AtomicInteger answers = new AtomicInteger();
        WatchRunner late = runner(() -> {
            if (answers.getAndDecrement() == 0) {
                throw new TakenOverException("the list");
            }
        });
        EntryRun plan = late.plan(list, list.entries().get(0), ONCE, told::add);
        assertThat(plan.tasks()).singleElement().satisfies(moved -> {
            assertThatThrownBy(() -> plan.ready(moved)).isInstanceOf(TakenOverException.class);
            answers.set(1);
            assertThatThrownBy(() -> plan.copy(moved, CopyProgress.NONE))
                    .as("after the backup, before the tag itself")
                    .isInstanceOf(TakenOverException.class);
        });
        answers.set(0);
        assertThatThrownBy(() -> plan.finish()).isInstanceOf(TakenOverException.class);
        answers.set(1);
        assertThatThrownBy(() -> plan.finish()).as("before it deletes").isInstanceOf(TakenOverException.class);

        assertThat(target.tags("b/app"))
                .containsAll(tags)
                .hasSize(tags.size() + 1)
                .contains("before-1.6");
        assertThat(digest("1.6")).isEqualTo(image(6).digest());
        assertThat(calls(target)).noneMatch(call -> call.startsWith("DELETE"));
        assertThat(entryRecord()).isEqualTo(before);
        assertThat(WatchMemory.in(store).failing("list", entryId(), 10)).isEmpty();

        answers.set(-1);
        plan.copy(plan.tasks().get(0), CopyProgress.NONE);
        plan.finish();
        assertThat(target.tags("b/app")).doesNotContain("1.1", "1.2");
        assertThat(digest("1.6")).isEqualTo(TWO.digest());
    }

    private void versions(int first, int last) {
        IntStream.rangeClosed(first, last).forEach(number -> upstream.add("a/app", "1." + number, image(number)));
    }

    private static SampleImage image(int number) {
        return LoopbackImages.index("image" + number, "linux/amd64");
    }

    private Digest digest(String tag) {
        return target.manifest("b/app", tag).orElseThrow().digest();
    }

    private TagRecord failing() {
        return WatchMemory.in(store).failing("list", entryId(), 10).get(0);
    }

    private EntryRecord entryRecord() {
        return WatchMemory.in(store).entry("list", entryId());
    }

    private Instant next(WatchList list) {
        return entryRecord().next(list.entries().get(0).timetable());
    }

    private String entryId() {
        return upstream.host() + "/a/app -> " + target.host() + "/b/app";
    }

    private Map<String, Kind> run(WatchList list, Mode mode) {
        told.clear();
        run(list, list.entries().get(0), mode);
        return told.stream()
                .collect(Collectors.toMap(outcome -> outcome.tag().key().tag(), TagOutcome::kind));
    }

    private EntryRun run(WatchList list, WatchEntry entry, Mode mode) {
        EntryRun plan = runner.plan(list, entry, mode, told::add);
        if (!mode.check()) {
            plan.tasks().forEach(task -> plan.copy(task, CopyProgress.NONE));
        }
        plan.finish();
        return plan;
    }

    private EntryRun finished(WatchList list) {
        return run(list, list.entries().get(0), ONCE);
    }

    private EntryRun plan(WatchList list, Mode mode) {
        return runner.plan(list, list.entries().get(0), mode, told::add);
    }

    private WatchList repository(String... more) throws IOException {
        Stream<String> keys = Stream.of(
                "source: '" + upstream.host() + "/a/app'", "target: '" + target.host() + "/b/app'", "type: repository");
        return list(
                "{" + String.join(", ", Stream.concat(keys, Arrays.stream(more)).toList()) + "}");
    }

    private WatchList keeping(int newest) throws IOException {
        return repository("all: true", "newest: " + newest, "keep: {newest: " + newest + "}");
    }

    private Stream<String> deletions() {
        return calls(target).stream().filter(call -> call.startsWith("DELETE"));
    }

    private WatchList list(String... entries) throws IOException {
        Path file = Files.writeString(
                folder.resolve("list.yml"),
                "sync:\n"
                        + String.join(
                                "\n",
                                Arrays.stream(entries)
                                        .map(entry -> "- " + entry)
                                        .toList()));
        return new WatchFile(null, Map.of()).read(file);
    }

    private void forgetCalls() {
        upstream.forgetCalls();
        target.forgetCalls();
    }

    private static List<String> calls(LoopbackRegistry registry) {
        return registry.calls().stream().map(ExchangeCall::toString).toList();
    }
}
