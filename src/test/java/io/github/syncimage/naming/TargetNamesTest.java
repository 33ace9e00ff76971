package io.github.syncimage.naming;

import static io.github.syncimage.naming.TargetNames.Naming.IMAGE;
import static io.github.syncimage.naming.TargetNames.Naming.QUALIFIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.naming.TargetNames.InvalidTargetException;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.settings.Clouds;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names that sources get. */
class TargetNamesTest {
    private static final String SHA = "5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3";

    @ParameterizedTest
    @CsvSource({
        "r.example.com, ns, gcr.io/google-samples/hello-app:1.0, r.example.com/ns/hello-app:1.0",
        "r.example.com, ns, gcr.io/hello-app, r.example.com/ns/hello-app:latest",
        "r.example.com, ns, quay.io/coreos/etcd:v3, r.example.com/ns/etcd:v3",
        "r.example.com, ns, nginx:alpine, r.example.com/ns/nginx:alpine",
        "r.example.com, ns, registry.k8s.io/ingress-nginx/controller:v1.9.4, r.example.com/ns/controller:v1.9.4",
        "r.example.com, ns, nginx:1@sha256:" + SHA + ", r.example.com/ns/nginx:1",
        "r.example.com, ns, nginx@sha256:" + SHA + ", r.example.com/ns/nginx:sha256-5b161f051d01",
        "127.0.0.1:5000, '', quay.io/coreos/etcd:v3, 127.0.0.1:5000/etcd:v3",
        "localhost, '', quay.io/coreos/etcd:v3, localhost/etcd:v3",
        "registry:5000, team/mirror, quay.io/coreos/etcd:v3, registry:5000/team/mirror/etcd:v3",
        "R.Example.com, ns, quay.io/coreos/etcd:v3, r.example.com/ns/etcd:v3",
        "docker.io, me, quay.io/coreos/etcd:v3, docker.io/me/etcd:v3",
        "index.docker.io, me, quay.io/coreos/etcd:v3, docker.io/me/etcd:v3",
        "swr.cn-southwest-2.myhuaweicloud.com, org, quay.io/coreos/etcd:v3, swr.cn-southwest-2.myhuaweicloud.com/org/etcd:v3",
        "swr.cn-southwest-2.myhuaweicloud.com, org/sub, quay.io/coreos/etcd:v3, swr.cn-southwest-2.myhuaweicloud.com/org/sub/etcd:v3",
    })
    void lastSegment(String registry, String namespace, String source, String target) {
        assertThat(names(IMAGE, registry, namespace).preferred(ImageReference.parse(source)))
                .hasToString("Optional[" + target + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx:1, nginx:1",
        "attacker/nginx:1, docker.attacker.nginx:1",
        "rocket.chat:1, rocket.chat:1",
        "k8s.gcr.io/pause:3, pause:3",
        "gcr.io/google-containers/pause:3, google-containers.pause-[0-9a-f]{12}:3",
        "attacker/quay.coreos.etcd:3, docker.attacker.quay.coreos.etcd-[0-9a-f]{12}:3",
        "gcr.io/nginx:1, nginx-[0-9a-f]{12}:1",
        "gcr.io/rocket/chat:1, chat:1",
        "attacker/nginx-0123456789ab:1, docker.attacker.nginx-0123456789ab-[0-9a-f]{12}:1",
        "gcr.io/hello-app:1, hello-app:1",
    })
    void aShortNameIsNobodysQualifiedOneAndNotReservedForAnother(String source, String target) {
        Reserved reserved = new Reserved(Map.of(
                "nginx", Reserved.source("docker.io/library", "nginx"),
                "rocket.chat", Reserved.source("docker.io/library", "rocket.chat"),
                "pause", Reserved.source("registry.k8s.io", "pause")));
        TargetNames names = new TargetNames(Rules.DEFAULT, reserved, IMAGE, "r.example.com", "ns", Clouds::refusal);

        assertThat(names.preferred(ImageReference.parse(source)).orElseThrow().toString())
                .matches("r\\.example\\.com/ns/" + target);
        assertThat(names.qualified(ImageReference.parse("gcr.io/hello-app:1")).toString())
                .matches("r\\.example\\.com/ns/hello-app-[0-9a-f]{12}:1");
        assertThat(names.qualified(ImageReference.parse("gcr.io/rocket/chat:1")).toString())
                .matches("r\\.example\\.com/ns/rocket.chat-[0-9a-f]{12}:1");
    }

    @ParameterizedTest
    @CsvSource({
        "quay.io/coreos/etcd:v3, quay.coreos.etcd:v3",
        "docker.io/library/nginx, docker.nginx:latest",
        "nginx@sha256:" + SHA + ", docker.nginx:sha256-5b161f051d01",
        "bitnami/redis:7, docker.bitnami.redis:7",
        "docker.io/library/a/b, docker.library.a.b:latest",
        "gcr.io/google-samples/hello-app:1.0, google-samples.hello-app:1.0",
        "gcr.io/pause:3, pause:3",
        "ghcr.io/a/b/c:1, ghcr.a.b.c:1",
        "k8s.gcr.io/kube-proxy:v1, google-containers.kube-proxy:v1",
        "registry.k8s.io/kube-proxy:v1, google-containers.kube-proxy:v1",
        "registry.k8s.io/coredns/coredns:v1, google-containers.coredns.coredns:v1",
    })
    void prefixAndPath(String source, String target) {
        TargetNames names = names(QUALIFIED, "r.example.com", "ns");

        assertThat(names.preferred(ImageReference.parse(source)))
                .hasToString("Optional[r.example.com/ns/" + target + "]");
        assertThat(names.qualified(ImageReference.parse(source))).hasToString("r.example.com/ns/" + target);
    }

    @Test
    void marksANameThatIsAmbiguousWithTheSourcesDigest() {
        assertThat(names(QUALIFIED, "r.example.com", "ns")
                        .qualified(ImageReference.parse("quay.io/a.b/c:1"))
                        .toString())
                .matches("r\\.example\\.com/ns/quay\\.a\\.b\\.c-[0-9a-f]{12}:1");
    }

    @Test
    void aNameCannotPassForAMarkedOne() {
        TargetNames names = names(QUALIFIED, "r.example.com", "ns");
        String marked = names.qualified(ImageReference.parse("quay.io/a.b/c"))
                .repository()
                .lastSegment();
        String mark = marked.substring(marked.lastIndexOf('-'));

        assertThat(names.qualified(ImageReference.parse("quay.io/a/b/c" + mark))
                        .repository()
                        .lastSegment())
                .isNotEqualTo(marked);
    }

    @Test
    void rulesThatShareAPrefixOrLeaveTheHostOpenDoNotCollide() {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("^one.example.com", "x");
        prefixes.put("^two.example.com", "x");
        prefixes.put("^[a-z]+.example.org", "y");
        TargetNames names =
                new TargetNames(Rules.of(prefixes), Reserved.NONE, QUALIFIED, "r.example.com", "ns", Clouds::refusal);

        assertThat(List.of("one.example.com/a", "two.example.com/a", "b.example.org/a", "c.example.org/a"))
                .extracting(ImageReference::parse)
                .extracting(names::qualified)
                .doesNotHaveDuplicates()
                .first()
                .hasToString("r.example.com/ns/x.a:latest");
    }

    @Test
    void noTwoOfManySourcesCollide() {
        List<String> parts = List.of("a", "b", "a.b", "quay", "docker", "library", "google-containers", "ghcr", "a-b");
        TargetNames names = names(QUALIFIED, "r.example.com", "");
        Map<ImageReference, ImageReference> sources = new HashMap<>();
        List<String> paths = List.of("gcr.io", "registry.k8s.io", "quay.io", "ghcr.io", "docker.io");
        for (int segments = 1; segments <= 4; segments++) {
            paths = paths.stream()
                    .flatMap(path -> parts.stream().map(part -> path + "/" + part))
                    .toList();
            paths.forEach(path -> {
                ImageReference source = ImageReference.parse(path);
                assertThat(sources.put(names.qualified(source), source)).isIn(null, source);
            });
        }
    }

    @Test
    void hasNoNameForAnUpstreamWithoutARule() {
        ImageReference source = ImageReference.parse("registry.example.org/dotnet/sdk");

        assertThat(names(IMAGE, "r.example.com", "ns").preferred(source)).isEmpty();
        assertThatThrownBy(() -> names(IMAGE, "r.example.com", "ns").qualified(source))
                .isInstanceOf(InvalidTargetException.class)
                .hasMessage("no rule serves registry.example.org");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null | ns | no target registry is configured (registries.generic.registry)",
                "registry | ns | 'registry' is no registry host (it needs a dot, a port or to be localhost, and no path)",
                "r.example.com/x | ns | 'r.example.com/x' is no registry host (it needs a dot, a port or to be localhost, and no path)",
                "docker.io | '' | images at docker.io need a namespace",
                "docker.io | a/b | Docker Hub has names of two levels only, the namespace 'a/b' has more than one",
                "swr.cn-north-4.myhuaweicloud.com | '' | images at swr.cn-north-4.myhuaweicloud.com need a namespace",
                "r.example.com | Team | no valid target",
                "r.example.com | /team | no valid target",
                "r.example.com:x | team | no valid target",
                "https://r.example.com | team | no valid target",
            })
    void refusesWhereNoImageCanBeNamed(String registry, String namespace, String problem) {
        assertThatThrownBy(() -> names(IMAGE, registry, namespace))
                .isInstanceOf(InvalidTargetException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void refusesNamesThatAreTooLong() {
        ImageReference long130 = ImageReference.parse("quay.io/a/" + "b".repeat(130));
        ImageReference long235 = ImageReference.parse("quay.io/a/" + "b".repeat(235));

        assertThatThrownBy(() ->
                        names(IMAGE, "swr.cn-north-4.myhuaweicloud.com", "org").preferred(long130))
                .isInstanceOf(InvalidTargetException.class)
                .hasMessageContaining("is longer than the 128 characters that SWR allows");
        assertThatThrownBy(() -> names(IMAGE, "registry.example.com", "team").preferred(long235))
                .isInstanceOf(InvalidTargetException.class)
                .hasMessageContaining("longer than 255 characters");
        assertThat(names(IMAGE, "r.example.com", "org").preferred(long130)).isPresent();
    }

    private static TargetNames names(Naming naming, String registry, String namespace) {
        return new TargetNames(Rules.DEFAULT, Reserved.NONE, naming, registry, namespace, Clouds::refusal);
    }
}
