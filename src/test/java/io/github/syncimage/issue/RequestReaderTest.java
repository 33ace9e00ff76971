package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.settings.Clouds;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading, rules and names together. */
class RequestReaderTest {
    private static final String SHA = "5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3";

    private static final Mirrors MIRRORS = new Mirrors(Map.of(
            "m.daocloud.io", "",
            "quay.m.daocloud.io", "quay.io",
            "registry.example.cn/google_containers", "registry.k8s.io",
            "registry.example.cn/google_containers/coredns", "registry.k8s.io/coredns/coredns"));

    private static final BiPredicate<Repository, Repository> NOTHING = (image, target) -> false;

    private final RequestReader one = reader(1, Rules.DEFAULT, names("r.example.com", "mirror"), NOTHING);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[PORTER]quay.io/coreos/etcd:v3 | MIRROR quay.io/coreos/etcd:v3 > r.example.com/mirror/etcd:v3 >"
                        + " r.example.com/mirror/quay.coreos.etcd:v3 linux/amd64,linux/arm64",
                "'[PORTER]nginx:1|all' | MIRROR docker.io/library/nginx:1 > r.example.com/mirror/nginx:1 >"
                        + " r.example.com/mirror/docker.nginx:1 all named",
                "[PORTER]registry.example.org/dotnet/sdk:8.0 | REFUSED - unsupported_registry, because images of"
                        + " registry.example.org are not mirrored here; supported: gcr.io, k8s.gcr.io, registry.k8s.io,"
                        + " quay.io, ghcr.io, docker.io, nvcr.io, mcr.microsoft.com, docker.elastic.co, public.ecr.aws,"
                        + " lscr.io, registry.gitlab.com, us.gcr.io, eu.gcr.io, asia.gcr.io, [a-z0-9-]+-docker.pkg.dev",
                "Question about the daemon | IGNORED, because the title neither starts with [PORTER] nor is plainly an"
                        + " image",
            })
    void decides(String title, String decision) {
        assertThat(told(one.decide(title, null, "", ""))).isEqualTo(decision);
    }

    @Test
    void withoutATargetRegistryThereIsNoTargetToInvent() {
        assertThat(told(reader(1, Rules.DEFAULT, null, NOTHING).decide("[PORTER]nginx:alpine", "", "", "")))
                .isEqualTo(
                        "MIRROR docker.io/library/nginx:alpine > null > null linux/amd64,linux/arm64, because no target"
                                + " registry is configured");
    }

    @Test
    void aTargetThatTheRegistryWouldRefuseIsRefusedBefore() {
        RequestReader swr = reader(1, Rules.DEFAULT, names("swr.cn-north-4.myhuaweicloud.com", "org"), NOTHING);
        String long100 = "a".repeat(100);

        assertThat(told(swr.decide("[PORTER]quay.io/a/" + "b".repeat(129), "", "", "")))
                .startsWith("REFUSED - invalid_target");
        assertThat(told(swr.decide("[PORTER]quay.io/" + long100 + "/" + long100, "", "", "")))
                .as("only the qualified name is too long, so there is none")
                .contains(" > swr.cn-north-4.myhuaweicloud.com/org/" + long100 + ":latest > null ");
    }

    @Test
    void partOfSeveralCanBeServed() {
        RequestReader three = reader(3, Rules.DEFAULT, names("r.example.com", "mirror"), NOTHING);

        assertThat(told(three.decide(
                        "[PORTER]nginx:1", "registry.example.org/dotnet/sdk:8.0\n[PORTER]a:1:2\nredis:7", "", "")))
                .startsWith("MIRROR docker.io/library/nginx:1 > ")
                .contains(" - unsupported_registry - several_tags, because ")
                .contains("'registry.example.org/dotnet/sdk:8.0' is refused", "'a:1:2' is refused")
                .endsWith("; 1 more left out: an issue may ask for 3");
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
        assertThat(suggested(one.decide("[PORTER]" + asked, "", "", ""))).isEqualTo("MIRROR_ADDRESS " + suggestion);
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
        assertThat(suggested(one.decide("[PORTER]" + asked, "", "", ""))).isEqualTo("NO_IMAGE_ADDRESS " + suggestion);
        assertThat(suggested(one.decide("[PORTER]", asked, "", ""))).endsWith(" " + suggestion);
    }

    @ParameterizedTest
    @CsvSource({"ghcr.io/v2/foo:1, ghcr.io/v2/foo:1", "v2fly/v2ray, docker.io/v2fly/v2ray:latest"})
    void anOrdinaryNameIsNoAddress(String asked, String source) {
        assertThat(told(one.decide("[PORTER]" + asked, "", "", ""))).startsWith("MIRROR " + source + " > ");
    }

    @Test
    void aRuleThatServesAMirrorGoesFirst() {
        Rules rules = Rules.of(Map.of("^m.daocloud.io", ""));
        String image = "m.daocloud.io/docker.io/library/nginx:1";

        assertThat(told(reader(1, rules, null, NOTHING).decide("[PORTER]" + image, "", "", "")))
                .startsWith("MIRROR " + image + " > ");
    }

    /** Which of both names it gets is known when the registry was asked; the plan is refused then. */
    @ParameterizedTest
    @CsvSource({
        "etcd, etcd, MIRROR",
        "etcd, etcd quay.coreos.etcd, REFUSED - denied_image",
        "other, etcd quay.coreos.etcd, MIRROR"
    })
    void anImageIsDeniedWhereEachOfItsNamesAtTheTargetIs(String name, String denied, String decision) {
        List<String> paths = List.of(denied.split(" "));
        RequestReader reader =
                reader(1, Rules.DEFAULT, names("r.example.com", ""), (image, target) -> paths.contains(target.path()));

        assertThat(told(reader.decide("[PORTER]quay.io/coreos/" + name + ":v3", "", "", "")))
                .startsWith(decision);
    }

    @Test
    void nothingIsSuggestedThatIsDenied() {
        RequestReader reader =
                reader(1, Rules.DEFAULT, null, (image, target) -> image.host().equals("quay.io"));

        assertThat(suggested(reader.decide("[PORTER]quay.m.daocloud.io/a/b:1", "", "", "")))
                .isEqualTo("MIRROR_ADDRESS null");
    }

    /** The verdict, each request with its names and platforms, the codes of what is refused, and the message. */
    private static String told(Decision decision) {
        String requests = decision.requests().stream()
                .map(one -> " " + one.source() + " > " + one.target() + " > " + one.qualified() + " " + one.platforms()
                        + (one.platformsNamed() ? " named" : ""))
                .collect(Collectors.joining());
        String refused = decision.refused().stream()
                .map(one -> " - " + one.reason().code())
                .collect(Collectors.joining());
        String why = decision.message() == null ? "" : ", because " + decision.message();
        return decision.verdict() + requests + refused + why;
    }

    private static String suggested(Decision decision) {
        return decision.refused().stream()
                .flatMap(one -> Stream.of(one.reason(), Objects.toString(one.suggestion())))
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }

    private static TargetNames names(String registry, String namespace) {
        return new TargetNames(Rules.DEFAULT, Reserved.NONE, Naming.IMAGE, registry, namespace, Clouds::refusal);
    }

    private static RequestReader reader(
            int imagesPerIssue, Rules rules, TargetNames names, BiPredicate<Repository, Repository> denied) {
        PlatformSelection configured = PlatformSelection.parse("linux/amd64,linux/arm64");
        return new RequestReader(new IssueReader(imagesPerIssue), rules, names, configured, Map.of(), denied, MIRRORS);
    }
}
