package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.Decision.Verdict;
import io.github.syncimage.issue.phrase.Reason;
import io.github.syncimage.issue.phrase.Refusal;
import io.github.syncimage.naming.Naming;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.settings.Clouds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading, rules and names together. */
class RequestReaderTest {
    private static final PlatformSelection CONFIGURED = PlatformSelection.parse("linux/amd64,linux/arm64");

    private final RequestReader one = reader(1, "registry.example.com", "mirror");

    @Test
    void plansWithBothNamesAndTheConfiguredPlatforms() {
        Decision decision = one.decide("[PORTER]quay.io/coreos/etcd:v3", null, "");

        assertThat(decision.verdict()).isEqualTo(Verdict.MIRROR);
        assertThat(decision.reason()).isNull();
        assertThat(decision.message()).isNull();
        PlannedRequest request = decision.requests().get(0);
        assertThat(request.source()).hasToString("quay.io/coreos/etcd:v3");
        assertThat(request.target()).hasToString("registry.example.com/mirror/etcd:v3");
        assertThat(request.qualified()).hasToString("registry.example.com/mirror/quay.coreos.etcd:v3");
        assertThat(request.platforms()).isEqualTo(CONFIGURED);
        assertThat(request.platformsNamed()).isFalse();
    }

    @Test
    void platformsOfTheRequestGoFirst() {
        PlannedRequest request =
                one.decide("[PORTER]nginx|all", "", "").requests().get(0);

        assertThat(request.platforms()).isEqualTo(PlatformSelection.ALL);
        assertThat(request.platformsNamed()).isTrue();
    }

    @Test
    void anUpstreamWithoutARuleIsRefusedWithTheSupportedOnes() {
        Decision decision = one.decide("[PORTER]mcr.microsoft.com/dotnet/sdk:8.0", "", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(decision.reason()).isEqualTo(Reason.UNSUPPORTED_REGISTRY);
        assertThat(decision.message())
                .isEqualTo("images of mcr.microsoft.com are not mirrored here; supported: gcr.io, k8s.gcr.io,"
                        + " registry.k8s.io, quay.io, ghcr.io, docker.io");
        assertThat(decision.refused()).hasSize(1);
        assertThat(decision.requests()).isEmpty();
    }

    @Test
    void withoutATargetRegistryThereIsNoTargetToInvent() {
        Decision decision = new RequestReader(
                        new IssueReader(1), Rules.DEFAULT, null, CONFIGURED, new DeniedUsers(Map.of()), image -> false)
                .decide("[PORTER]nginx:alpine", "", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.MIRROR);
        assertThat(decision.requests().get(0).source()).hasToString("docker.io/library/nginx:alpine");
        assertThat(decision.requests().get(0).target()).isNull();
        assertThat(decision.requests().get(0).qualified()).isNull();
        assertThat(decision.message()).isEqualTo("no target registry is configured");
    }

    @Test
    void aTargetThatTheRegistryWouldRefuseIsRefusedBefore() {
        Decision decision = reader(1, "swr.cn-north-4.myhuaweicloud.com", "org")
                .decide("[PORTER]quay.io/a/" + "b".repeat(129), "", "");

        assertThat(decision.reason()).isEqualTo(Reason.INVALID_TARGET);
    }

    @Test
    void whereOnlyTheQualifiedNameIsTooLongThePreferredStandsForIt() {
        PlannedRequest request = reader(1, "swr.cn-north-4.myhuaweicloud.com", "org")
                .decide("[PORTER]quay.io/" + "a".repeat(100) + "/" + "b".repeat(100), "", "")
                .requests()
                .get(0);

        assertThat(request.qualified()).isEqualTo(request.target());
    }

    @Test
    void partOfSeveralCanBeServed() {
        Decision decision = reader(3, "registry.example.com", "mirror")
                .decide("[PORTER]nginx:1", "mcr.microsoft.com/dotnet/sdk:8.0\n[PORTER]a:1:2\nredis:7", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.MIRROR);
        assertThat(decision.requests())
                .extracting(request -> request.source().toString())
                .isEqualTo(List.of("docker.io/library/nginx:1"));
        assertThat(decision.refused())
                .extracting(Refusal::reason)
                .containsExactly(Reason.UNSUPPORTED_REGISTRY, Reason.SEVERAL_TAGS);
        assertThat(decision.dropped()).isEqualTo(1);
        assertThat(decision.message())
                .contains("'mcr.microsoft.com/dotnet/sdk:8.0' is refused", "'a:1:2' is refused", "1 more left out");
    }

    @Test
    void leavesOtherIssuesAlone() {
        Decision decision = one.decide("Question about the daemon", "nginx:1", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.IGNORED);
        assertThat(decision.reason()).isEqualTo(Reason.NO_PREFIX);
        assertThat(decision.requests()).isEmpty();
    }

    private static RequestReader reader(int imagesPerIssue, String registry, String namespace) {
        TargetNames names = new TargetNames(Rules.DEFAULT, Naming.IMAGE, registry, namespace, Clouds::refusal);
        return new RequestReader(
                new IssueReader(imagesPerIssue),
                Rules.DEFAULT,
                names,
                CONFIGURED,
                new DeniedUsers(Map.of()),
                image -> false);
    }
}
