package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.issue.TitlesTest.Row;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The specification of pasted texts: what files and commands say, and the images that are read in them. */
class PastedTest {
    private static final String SHA = "5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3";

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                image: quay.io/not/this:1
            spec:
              initContainers:
              - name: init
                image: busybox:1.36
              containers:
              - {name: a, image: "gcr.io/a/b:1.10"}
              - name: plain
                image: nginx
                env:
                - name: image
                  value: quay.io/not/that:1
                # image: quay.io/not/commented:1
                imagePullPolicy: Always
              - name: again
                image: busybox:1.36
              volumes:
              - name: model
                image:
                  reference: quay.io/models/llama:2
            """;

    static Stream<Row> manifests() {
        String pod = "library/busybox:1.36 gcr.io/a/b:1.10 library/nginx:latest quay.io/models/llama:2";
        return Stream.concat(
                TitlesTest.rows("""
                kind: Pod⏎apiVersion: v1⏎spec: {containers: [{name: a, image: a/b:1}]} → a/b:1
                {apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: 'a/b:1'}]}} → a/b:1
                apiVersion: v1⏎kind: ConfigMap⏎data:⏎  pod.yaml: |⏎    apiVersion: v1⏎    kind: Pod⏎    ---⏎    spec:⏎      containers:⏎      - image: x/y:1⏎ → no_image
                apiVersion: v1⏎kind: Service⏎metadata:⏎  name: web⏎ → no_image
                apiVersion: monitoring.coreos.com/v1⏎kind: Prometheus⏎spec:⏎  image: quay.io/p/p:v2⏎ → quay.io/p/p:v2
                apiVersion: helm.toolkit.fluxcd.io/v2⏎kind: HelmRelease⏎spec:⏎  values:⏎    image:⏎      repository: quay.io/a/b⏎      tag: 1.10⏎ → quay.io/a/b:1.10
                apiVersion: v1⏎kind: Pod⏎spec:⏎  containers:⏎  - image: ${REG:-quay.io}/a/b:${TAG}⏎ → variable
                apiVersion: v1⏎kind: Pod⏎spec:⏎  containers:⏎  - image: <registry>/a/b:1⏎  - image: a/b:1⏎  - image: '{{ .Values.image }}'⏎  - image: c/d:$TAG⏎ → a/b:1 -placeholder -variable -variable
                apiVersion: v1⏎kind: Pod⏎spec: !!java.net.URL [x]⏎x:⏎- image: a/b:1 # this⏎ → a/b:1
                apiVersion: v1⏎kind: Pod⏎spec:⏎  containers:⏎   - image: "a/b:1"⏎  - image: 'c/d:1'⏎ → a/b:1 c/d:1
                apiVersion: v1⏎kind: Pod⏎spec:⏎  containers:⏎{{- if .Values.x }}⏎  - image: {{ .Values.image }}⏎{{- end }}⏎  - image: a/b:1⏎ → a/b:1 -variable
                a: &a [*a]⏎image: a/b:1⏎b: *a⏎ → a/b:1
                """),
                Stream.of(
                        row(POD, pod),
                        row("```yaml\n" + POD + "```", pod),
                        row("please mirror these, thanks!\n\n```\n" + POD + "```\nsee you", pod),
                        row("we run this:\n" + POD + "\nthank you!", pod),
                        row(
                                "### Image\n\n" + POD + "\n### Platforms\n\narm64",
                                pod.replace(" ", "|linux/arm64 ") + "|linux/arm64"),
                        row(POD.indent(4), pod),
                        row(POD.replaceAll("(?m)^", "> "), pod),
                        row(POD.replace("  ", "\u00A0\u00A0"), pod),
                        row("- 1. here\n  ```yaml\n" + POD.indent(2) + "  ```", pod),
                        row(
                                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"kind\":\"Pod\",\"apiVersion\":\"v1\","
                                        + "\"spec\":{\"ephemeralContainers\":[{\"image\":\"a/b:1\"}]},"
                                        + "\"status\":{\"containerStatuses\":[{\"image\":\"docker.io/a/b:1\",\"imageID\":\"x@sha256:"
                                        + SHA + "\"}]}}]}",
                                "a/b:1"),
                        row(
                                "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data:\n    image: x/y:1\n"
                                        + "- apiVersion: batch/v1\n  kind: CronJob\n  spec:\n    jobTemplate:\n      spec:\n"
                                        + "        template:\n          spec:\n            containers:\n            - image: a/b:1\n",
                                "a/b:1"),
                        row(
                                "# Source: chart/service.yaml\napiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 80\n---\n"
                                        + "apiVersion: v1\nkind: Secret\nstringData:\n  image: x/y:1\n---\napiVersion: apps/v1\n"
                                        + "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: a/b:1@sha256:"
                                        + SHA + "\n",
                                "a/b:1@sha256:" + SHA),
                        // several kinds of broken YAML: its image lines
                        row(
                                POD.replace("    image: nginx\n", "    image: nginx\n    image: redis:7\n"),
                                "quay.io/not/this:1 library/busybox:1.36 gcr.io/a/b:1.10 library/nginx:latest library/redis:7"),
                        row(
                                "apiVersion: v1\nkind: Pod\nspec:\n\tcontainers:\n\t- image: a/b:1\n\t  name: a\n",
                                "a/b:1"),
                        row("apiVersion: v1\nkind: Pod\nx: " + "[".repeat(3_000) + "\nimage: a/b:1\n", "a/b:1"),
                        row("apiVersion: v1\nkind: Pod\n" + "- ".repeat(900) + "x\nimage: a/b:1\n", "a/b:1")));
    }

    static Stream<Row> values() {
        return Stream.concat(
                TitlesTest.rows("""
                image:⏎  registry: docker.io⏎  repository: bitnami/nginx⏎  tag: 1.10⏎  digest: ""⏎ → bitnami/nginx:1.10
                hub:⏎  image:⏎    name: quay.io/jupyterhub/k8s-hub⏎    tag: '3.1.0'⏎ → quay.io/jupyterhub/k8s-hub:3.1.0
                image:⏎  repository: quay.io/a/b⏎  tag: ""⏎other:⏎  image: c/d:1⏎ → c/d:1 -no_tag
                image:⏎  repository: quay.io/a/b⏎  pullPolicy: Always⏎ → no_tag
                image:⏎  repository: quay.io/a/b⏎  tag: null⏎ → no_tag
                image:⏎  repository: quay.io/a/b⏎  tag: ~⏎  digest: sha256:SHA⏎ → quay.io/a/b@sha256:SHA
                image:⏎  repository: quay.io/a/b⏎  tag: v1⏎  sha: SHA⏎ → quay.io/a/b:v1@sha256:SHA
                image:⏎  repository: quay.io/a/b:0123⏎ → quay.io/a/b:0123
                sidecar:⏎  repository: quay.io/a/b⏎  tag: 1e3⏎ → quay.io/a/b:1e3
                image: {repository: quay.io/a/b, tag: 7.2} → quay.io/a/b:7.2
                busybox:⏎  image: busybox⏎  tag: 1.31⏎ → library/busybox:1.31
                image:⏎  repository: a/b⏎  tag: ${TAG}⏎ → variable
                image:⏎  repository: <repo>⏎  tag: 1⏎ → placeholder
                """),
                Stream.of(row(
                        "controller:\n  image:\n    registry: registry.k8s.io\n    image: ingress-nginx/controller\n"
                                + "    tag: \"v1.9.4\"\n    digest: sha256:" + SHA + "\n    pullPolicy: IfNotPresent\n",
                        "registry.k8s.io/ingress-nginx/controller:v1.9.4@sha256:" + SHA)));
    }

    static Stream<Row> others() {
        return Stream.concat(
                TitlesTest.rows("""
                images:⏎- name: x⏎  newName: quay.io/a/b⏎  newTag: v1⏎ → quay.io/a/b:v1
                services:⏎  web: {build: ., ports: ['80:80']}⏎ → no_image
                FROM golang:1.22 AS build⏎RUN make⏎⏎FROM alpine:3⏎COPY --from=build /a /a⏎⏎thank you → library/golang:1.22 library/alpine:3
                FROM a/b:1⏎c/d:1 → a/b:1 c/d:1
                FROM a/b:1⏎RUN cat <<<done⏎FROM c/d:2 → a/b:1 c/d:2
                FROM a/b:1⏎RUN echo $((1<<N))⏎FROM c/d:2 → a/b:1 c/d:2
                FROM a/b:1⏎RUN uvx --from=e/f:3 tool⏎FROM c/d:2 → a/b:1 c/d:2
                FROM --platform=linux/arm64 --other=x a/b:1⏎RUN make → a/b:1|linux/arm64
                // JSON, as other mirrors ask for it
                {"hub-mirror": ["nvcr.io/nvidia/pytorch:23.11-py3"]} → nvcr.io/nvidia/pytorch:23.11-py3
                {"platform":"arm64", "hub-mirror": ["gcr.io/distroless/cc-debian13"]} → gcr.io/distroless/cc-debian13:latest|linux/arm64
                ```json⏎{⏎  "platform": "",⏎  "hub-mirror": [⏎    "a/b:1",⏎    "nginx",⏎  ],⏎}⏎``` → a/b:1 library/nginx:latest
                {"hub-mirror": ["a/b:1", "c/d:2" → a/b:1 c/d:2
                {"platform": "linux/arm64", "hub-mirror": ["a/b:1, "c/d:2"]} → a/b:1|linux/arm64 c/d:2|linux/arm64
                {⏎"hub-mirror": [⏎"a/b:1"⏎"c/d:2"⏎]⏎ → a/b:1 c/d:2
                ["a/b:1", "c/d:2"] → a/b:1 c/d:2
                """),
                Stream.of(
                        // kustomization
                        row(
                                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- a.yaml\nimages:\n"
                                        + "- name: nginx\n  newTag: 1.10\n- name: x\n  newName: quay.io/a/b\n  digest: sha256:"
                                        + SHA
                                        + "\n- name: c/d\n  newName: e/f\n",
                                "library/nginx:1.10 quay.io/a/b@sha256:" + SHA + " -no_tag"),
                        // compose
                        row(
                                "version: \"3.8\"\nx-base: &base\n  image: quay.io/base/b:1\nservices:\n  web:\n    image: nginx:${TAG:-1.4}\n"
                                        + "    platform: linux/arm64\n    environment:\n      image: x/y:1\n  own:\n    build: .\n"
                                        + "  merged:\n    <<: *base\n  db:\n    image: \"postgres:${PG}\"\n  cache:\n    image: redis:7\n",
                                "library/nginx:1.4|linux/arm64 quay.io/base/b:1 library/redis:7 -variable"),
                        // workflow
                        row(
                                "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container: node:20\n    services:\n"
                                        + "      db: {image: 'postgres:16', env: {image: x}}\n    steps:\n    - uses: actions/checkout@v4\n"
                                        + "    - uses: docker://quay.io/a/b:1\n    - run: docker pull x/y:1\n  two:\n    container:\n"
                                        + "      image: ${{ matrix.image }}\n",
                                "library/node:20 library/postgres:16 quay.io/a/b:1 -variable"),
                        // Dockerfile
                        row(
                                "```dockerfile\n# syntax=docker/dockerfile:1\narg GO=1.22\nARG BASE=gcr.io/distroless/base:${KIND:-nonroot}\n"
                                        + "from --platform=$BUILDPLATFORM golang:${GO} as Builder\nRUN echo FROM x/y:1 && \\\n  # image: x\n"
                                        + "  FROM x/z:1\nRUN <<EOF\nFROM not/this:1\nEOF\nFROM builder AS dev\nFROM --platform=linux/arm64 ${BASE}\n"
                                        + "COPY --from=builder /a /a\nCOPY --from=0 /a /b\nCOPY --from=gloursdocker/docker / /\n"
                                        + "RUN --mount=type=bind,from=quay.io/m/n:1,target=/x true\nFROM scratch\nFROM nginx:${X}\n```",
                                "library/golang:1.22 gcr.io/distroless/base:nonroot|linux/arm64 gloursdocker/docker:latest quay.io/m/n:1"
                                        + " -variable")));
    }

    static Stream<Row> outputs() {
        return Stream.concat(
                TitlesTest.rows("""
                [config/images] Pulled registry.k8s.io/kube-proxy:v1.30.0⏎[config/images] Pulled registry.k8s.io/etcd:3.5.12-0⏎ → registry.k8s.io/kube-proxy:v1.30.0 registry.k8s.io/etcd:3.5.12-0
                a/b:1 quay.io/c/d:2 a/b:1 registry.k8s.io/pause:3.9 → a/b:1 quay.io/c/d:2 registry.k8s.io/pause:3.9
                      2 registry.k8s.io/pause:3.9⏎      1 nginx⏎     12 a/b:1⏎ → registry.k8s.io/pause:3.9 library/nginx:latest a/b:1
                        - image: "quay.io/a/b:1"⏎          image: nginx⏎          imagePullPolicy: Always⏎ → quay.io/a/b:1 library/nginx:latest
                Warning Failed 3m kubelet Failed to pull image "gcr.io/a/b:1": failed to pull and unpack image "gcr.io/a/b:1": Head "https://gcr.io/v2/a/b/manifests/1": dial tcp: i/o timeout → gcr.io/a/b:1
                Unable to find image 'nginx:1.27' locally → library/nginx:1.27
                langgenius/dify-web:1.2.0⏎langgenius/dify-api:1.2.0⏎langgenius/dify-plugin-daemon:0.0.7-local → langgenius/dify-web:1.2.0 langgenius/dify-api:1.2.0 langgenius/dify-plugin-daemon:0.0.7-local
                """),
                Stream.of(
                        row(
                                "W0911 10:21:11.123456   12345 version.go:104] could not fetch a Kubernetes version from the internet: unable to"
                                        + " get URL \"https://dl.k8s.io/release/stable-1.txt\": Get \"https://dl.k8s.io/x\": context deadline\n"
                                        + "registry.k8s.io/kube-apiserver:v1.30.0\nregistry.k8s.io/pause:3.9\n",
                                "registry.k8s.io/kube-apiserver:v1.30.0 registry.k8s.io/pause:3.9"),
                        row("a/b:1 ".repeat(400) + "quay.io/c/d:2", "a/b:1 quay.io/c/d:2"),
                        row(
                                "Name:             web-1\nNamespace:        default\nNode:             node1/10.0.0.1\nIP:               10.0.0.2\n"
                                        + "Controlled By:    ReplicaSet/web\nContainers:\n  web:\n    Container ID:   containerd://abc\n"
                                        + "    Image:          gcr.io/a/b:1\n    Image ID:       gcr.io/a/b@sha256:"
                                        + SHA
                                        + "\n    Port: 80/TCP\n"
                                        + "Events:\n  Type     Reason   Age  From     Message\n  ----     ------   ---  ----     -------\n"
                                        + "  Warning  Failed   3m   kubelet  Failed to pull image \"gcr.io/a/b:1\": rpc error: code = Unknown desc ="
                                        + " Get https://gcr.io/v2/: net/http: request canceled\n",
                                "gcr.io/a/b:1"),
                        row(
                                "Error syncing pod, skipping: failed to \"StartContainer\" for \"POD\" with ImagePullBackOff: \"Back-off pulling image"
                                        + " \\\"gcr.io/google_containers/pause:2.0\\\"\"\nGet https://gcr.io/v1/_ping: dial tcp 1.2.3.4:443",
                                "gcr.io/google_containers/pause:2.0"),
                        row(
                                "REPOSITORY          TAG       IMAGE ID       CREATED        SIZE\nnginx               1.27      abc   2 weeks ago   180MB\n"
                                        + "quay.io/a/b         <none>    def   2 weeks ago   1MB\n",
                                "library/nginx:1.27 -placeholder")));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource({"manifests", "values", "others", "outputs"})
    void isRead(Row row) {
        assertThat(told("[PORTER]", row.title())).isEqualTo(row.read());
    }

    @Test
    void inATitleToo() {
        assertThat(told("[PORTER]{\"hub-mirror\": [\"a/b:1\", \"c/d:2\",]}", ""))
                .isEqualTo("a/b:1 c/d:2");
        assertThat(told("[PORTER]Failed to pull image \"gcr.io/a/b:1\": Get https://gcr.io/v2/: timeout", ""))
                .isEqualTo("gcr.io/a/b:1");
        assertThat(told("[PORTER]|arm64", POD)).startsWith("library/busybox:1.36|linux/arm64 ");
    }

    @Test
    void linesAroundItAreReadInTheirPlaces() {
        String body = "quay.io/a/b:1\n```yaml\n" + POD + "```\nquay.io/c/d:2|arm64\nFROM a:1\nRUN x\n";

        assertThat(told("[PORTER]registry.k8s.io/pause:3.9", body))
                .isEqualTo(
                        "registry.k8s.io/pause:3.9 quay.io/a/b:1 library/busybox:1.36 gcr.io/a/b:1.10 library/nginx:latest"
                                + " quay.io/models/llama:2 quay.io/c/d:2|linux/arm64 library/a:1");
    }

    @Test
    void anImageThatIsNamedAgainIsServedOnceOnThePlatformsOfBoth() {
        String services =
                "services:\n  a: {image: a/b:1, platform: linux/arm64}\n  b: {image: a/b:1, platform: linux/s390x}\n"
                        + "  c: {image: a/b:1}\n";

        assertThat(told("[PORTER]", services)).isEqualTo("a/b:1|linux/arm64,linux/s390x");
        assertThat(told("[PORTER]a/b:1|all", services)).isEqualTo("a/b:1|all");
        assertThat(told("[PORTER]a/b:1", "docker pull --platform arm64 a/b:1\ndocker pull --platform amd64 a/b:1"))
                .isEqualTo("a/b:1|linux/arm64,linux/amd64");
    }

    /** The images without docker.io, each with its platforms; then the reasons of what is refused. */
    private static String told(String title, String body) {
        List<Finding> found = new IssueReader(20).read(title, body).found();
        String images = found.stream()
                .filter(Finding::readable)
                .map(one -> one.source().toString().replace("docker.io/", "")
                        + (one.platforms() == null ? "" : "|" + one.platforms()))
                .collect(Collectors.joining(" "));
        String refused = found.stream()
                .filter(one -> !one.readable())
                .map(one -> " -" + one.refused().reason().code())
                .collect(Collectors.joining());
        return images.isEmpty() ? refused.substring(2) : images + refused;
    }

    private static Row row(String body, String read) {
        return new Row(body, "", read);
    }
}
