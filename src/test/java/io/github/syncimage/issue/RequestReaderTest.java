package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.issue.Decision.Verdict;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.settings.Clouds;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading, rules and names together. */
class RequestReaderTest {
    private static final PlatformSelection CONFIGURED = PlatformSelection.parse("linux/amd64,linux/arm64");

    private static final String SHA = "5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3";

    private static final Mirrors MIRRORS = new Mirrors(Map.of(
            "m.daocloud.io", "",
            "quay.m.daocloud.io", "quay.io",
            "registry.example.cn/google_containers", "registry.k8s.io",
            "registry.example.cn/google_containers/coredns", "registry.k8s.io/coredns/coredns"));

    private final RequestReader one = reader(1, "registry.example.com", "mirror");

    @Test
    void plansWithBothNamesAndTheConfiguredPlatforms() {
        Decision decision = one.decide("[PORTER]quay.io/coreos/etcd:v3", null, "", "");

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
                one.decide("[PORTER]nginx|all", "", "", "").requests().get(0);

        assertThat(request.platforms()).isEqualTo(PlatformSelection.ALL);
        assertThat(request.platformsNamed()).isTrue();
    }

    @Test
    void anUpstreamWithoutARuleIsRefusedWithTheSupportedOnes() {
        Decision decision = one.decide("[PORTER]registry.example.org/dotnet/sdk:8.0", "", "", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(decision.reason()).isEqualTo(Reason.UNSUPPORTED_REGISTRY);
        assertThat(decision.message())
                .isEqualTo("images of registry.example.org are not mirrored here; supported: gcr.io, k8s.gcr.io,"
                        + " registry.k8s.io, quay.io, ghcr.io, docker.io, nvcr.io, mcr.microsoft.com, docker.elastic.co,"
                        + " public.ecr.aws, lscr.io, registry.gitlab.com, us.gcr.io, eu.gcr.io, asia.gcr.io,"
                        + " [a-z0-9-]+-docker.pkg.dev");
        assertThat(decision.refused()).hasSize(1);
        assertThat(decision.requests()).isEmpty();
    }

    @Test
    void withoutATargetRegistryThereIsNoTargetToInvent() {
        Decision decision =
                reader(1, Rules.DEFAULT, null, (image, target) -> false).decide("[PORTER]nginx:alpine", "", "", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.MIRROR);
        assertThat(decision.requests().get(0).source()).hasToString("docker.io/library/nginx:alpine");
        assertThat(decision.requests().get(0).target()).isNull();
        assertThat(decision.requests().get(0).qualified()).isNull();
        assertThat(decision.message()).isEqualTo("no target registry is configured");
    }

    @Test
    void aTargetThatTheRegistryWouldRefuseIsRefusedBefore() {
        Decision decision = reader(1, "swr.cn-north-4.myhuaweicloud.com", "org")
                .decide("[PORTER]quay.io/a/" + "b".repeat(129), "", "", "");

        assertThat(decision.reason()).isEqualTo(Reason.INVALID_TARGET);
    }

    @Test
    void whereOnlyTheQualifiedNameIsTooLongThereIsNone() {
        PlannedRequest request = reader(1, "swr.cn-north-4.myhuaweicloud.com", "org")
                .decide("[PORTER]quay.io/" + "a".repeat(100) + "/" + "b".repeat(100), "", "", "")
                .requests()
                .get(0);

        assertThat(request.target()).isNotNull();
        assertThat(request.qualified()).isNull();
    }

    @Test
    void partOfSeveralCanBeServed() {
        Decision decision = reader(3, "registry.example.com", "mirror")
                .decide("[PORTER]nginx:1", "registry.example.org/dotnet/sdk:8.0\n[PORTER]a:1:2\nredis:7", "", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.MIRROR);
        assertThat(decision.requests())
                .extracting(request -> request.source().toString())
                .isEqualTo(List.of("docker.io/library/nginx:1"));
        assertThat(decision.refused())
                .extracting(Refusal::reason)
                .containsExactly(Reason.UNSUPPORTED_REGISTRY, Reason.SEVERAL_TAGS);
        assertThat(decision.dropped()).isEqualTo(1);
        assertThat(decision.message())
                .contains("'registry.example.org/dotnet/sdk:8.0' is refused", "'a:1:2' is refused", "1 more left out");
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io/lscr.io/linuxserver/bazarr:lastest, lscr.io/linuxserver/bazarr:lastest",
        "docker.io/reg.example.org/a/b, ",
        "docker.io/m.daocloud.io/quay.io/a/b:1, quay.io/a/b:1",
        "m.daocloud.io/docker.io/library/nginx:1, docker.io/library/nginx:1",
        "m.daocloud.io/nginx:1, ",
        "m.daocloud.io/reg.example.org/a:1, ",
        "quay.m.daocloud.io/a/b@sha256:" + SHA + ", quay.io/a/b@sha256:" + SHA,
        "registry.example.cn/google_containers/pause:3.9, registry.k8s.io/pause:3.9",
        "registry.example.cn/google_containers/coredns:v1.11.1, registry.k8s.io/coredns/coredns:v1.11.1",
        "registry.example.cn/google_containers/coredns2:1, registry.k8s.io/coredns2:1",
        "registry.example.cn/google_containers:latest, ",
    })
    void namesTheUpstreamOfAnotherMirrorsImage(String asked, String suggestion) {
        Decision decision = one.decide("[PORTER]" + asked, "", "", "");

        assertThat(decision.reason()).isEqualTo(Reason.MIRROR_ADDRESS);
        assertThat(decision.refused())
                .extracting(refusal -> Objects.toString(refusal.suggestion(), null))
                .containsExactly(suggestion);
    }

    @ParameterizedTest
    @CsvSource({
        "registry-1.docker.io/v2/library/nginx/manifests/1.27, docker.io/library/nginx:1.27",
        "https://registry-1.docker.io/v2/library/nginx/manifests/sha256:" + SHA + ", docker.io/library/nginx@sha256:"
                + SHA,
        "registry-1.docker.io/v2/library/nginx:1.27, docker.io/library/nginx:1.27",
        "docker.io/v2/nginx, docker.io/library/nginx:latest",
        "v2/library/nginx:1, docker.io/library/nginx:1",
        "https://registry.hub.docker.com/v1/repositories/library/nginx/tags, docker.io/library/nginx:latest",
        "https://quay.io/v2/coreos/etcd/tags/list?n=2, quay.io/coreos/etcd:latest",
        "gcr.io/v2/a/b/blobs/sha256:" + SHA + ", gcr.io/a/b:latest",
        "https://reg.example.org/v2/a/b/manifests/1, ",
        "https://registry-1.docker.io/v2/, ",
        "registry-1.docker.io/v2/, ",
        "registry-1.docker.io/v2, ",
        "https://quay.io/v2/_catalog, ",
    })
    void namesTheImageOfAnAddressOfAnApi(String asked, String suggestion) {
        Decision decision = one.decide("[PORTER]" + asked, "", "", "");

        assertThat(decision.reason()).isEqualTo(Reason.NO_IMAGE_ADDRESS);
        assertThat(decision.refused())
                .extracting(refusal -> Objects.toString(refusal.suggestion(), null))
                .containsExactly(suggestion);
        assertThat(one.decide("[PORTER]", asked, "", "").refused())
                .as("in a body")
                .extracting(refusal -> Objects.toString(refusal.suggestion(), null))
                .containsExactly(suggestion);
    }

    @ParameterizedTest
    @CsvSource({"ghcr.io/v2/foo:1, ghcr.io/v2/foo:1", "v2fly/v2ray, docker.io/v2fly/v2ray:latest"})
    void anOrdinaryNameIsNoAddress(String asked, String source) {
        assertThat(one.decide("[PORTER]" + asked, "", "", "").requests())
                .extracting(request -> request.source().toString())
                .containsExactly(source);
    }

    @Test
    void aRuleThatServesAMirrorGoesFirst() {
        Rules rules = Rules.of(Map.of("^m.daocloud.io", ""));
        Decision decision = reader(1, rules, null, (image, target) -> false)
                .decide("[PORTER]m.daocloud.io/docker.io/library/nginx:1", "", "", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.MIRROR);
        assertThat(decision.requests().get(0).source()).hasToString("m.daocloud.io/docker.io/library/nginx:1");
    }

    /** Which of both names it gets is known when the registry was asked; the plan is refused then. */
    @Test
    void anImageIsDeniedWhereEachOfItsNamesAtTheTargetIs() {
        Set<String> denied = new HashSet<>(Set.of("registry.example.com/mirror/etcd"));
        RequestReader reader = reader(
                1,
                Rules.DEFAULT,
                names("registry.example.com", "mirror"),
                (image, target) -> denied.contains(String.valueOf(target)));
        assertThat(reader.decide("[PORTER]quay.io/coreos/etcd:v3", "", "", "").verdict())
                .isEqualTo(Verdict.MIRROR);
        denied.add("registry.example.com/mirror/quay.coreos.etcd");
        assertThat(reader.decide("[PORTER]quay.io/coreos/etcd:v3", "", "", "").reason())
                .isEqualTo(Reason.DENIED_IMAGE);
        assertThat(reader.decide("[PORTER]quay.io/coreos/other:v3", "", "", "").verdict())
                .isEqualTo(Verdict.MIRROR);
    }

    @Test
    void nothingIsSuggestedThatIsDenied() {
        Decision decision = reader(
                        1, Rules.DEFAULT, null, (image, target) -> image.host().equals("quay.io"))
                .decide("[PORTER]quay.m.daocloud.io/a/b:1", "", "", "");

        assertThat(decision.reason()).isEqualTo(Reason.MIRROR_ADDRESS);
        assertThat(decision.refused().get(0).suggestion()).isNull();
    }

    @Test
    void leavesOtherIssuesAlone() {
        Decision decision = one.decide("Question about the daemon", "nginx:1", "", "");

        assertThat(decision.verdict()).isEqualTo(Verdict.IGNORED);
        assertThat(decision.reason()).isEqualTo(Reason.NO_PREFIX);
        assertThat(decision.requests()).isEmpty();
    }

    private static RequestReader reader(int imagesPerIssue, String registry, String namespace) {
        return reader(imagesPerIssue, Rules.DEFAULT, names(registry, namespace), (image, target) -> false);
    }

    private static TargetNames names(String registry, String namespace) {
        return new TargetNames(Rules.DEFAULT, Reserved.NONE, Naming.IMAGE, registry, namespace, Clouds::refusal);
    }

    private static RequestReader reader(
            int imagesPerIssue, Rules rules, TargetNames names, BiPredicate<Repository, Repository> denied) {
        return new RequestReader(new IssueReader(imagesPerIssue), rules, names, CONFIGURED, Map.of(), denied, MIRRORS);
    }
}
