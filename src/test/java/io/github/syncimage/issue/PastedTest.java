package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

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
        return Stream.of(
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
                row("kind: Pod\napiVersion: v1\nspec: {containers: [{name: a, image: a/b:1}]}", "a/b:1"),
                row("{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: 'a/b:1'}]}}", "a/b:1"),
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
                row(
                        "apiVersion: v1\nkind: ConfigMap\ndata:\n  pod.yaml: |\n    apiVersion: v1\n    kind: Pod\n    ---\n"
                                + "    spec:\n      containers:\n      - image: x/y:1\n",
                        "no_image"),
                row("apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n", "no_image"),
                row(
                        "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nspec:\n  image: quay.io/p/p:v2\n",
                        "quay.io/p/p:v2"),
                row(
                        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    image:\n"
                                + "      repository: quay.io/a/b\n      tag: 1.10\n",
                        "quay.io/a/b:1.10"),
                row(
                        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ${REG:-quay.io}/a/b:${TAG}\n",
                        "variable"),
                row(
                        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: <registry>/a/b:1\n  - image: a/b:1\n"
                                + "  - image: '{{ .Values.image }}'\n  - image: c/d:$TAG\n",
                        "a/b:1 -placeholder -variable -variable"),
                // several kinds of broken YAML: its image lines
                row(
                        POD.replace("    image: nginx\n", "    image: nginx\n    image: redis:7\n"),
                        "quay.io/not/this:1 library/busybox:1.36 gcr.io/a/b:1.10 library/nginx:latest library/redis:7"),
                row("apiVersion: v1\nkind: Pod\nspec:\n\tcontainers:\n\t- image: a/b:1\n\t  name: a\n", "a/b:1"),
                row("apiVersion: v1\nkind: Pod\nspec: !!java.net.URL [x]\nx:\n- image: a/b:1 # this\n", "a/b:1"),
                row(
                        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n   - image: \"a/b:1\"\n  - image: 'c/d:1'\n",
                        "a/b:1 c/d:1"),
                row(
                        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n{{- if .Values.x }}\n  - image: {{ .Values.image }}\n"
                                + "{{- end }}\n  - image: a/b:1\n",
                        "a/b:1 -variable"),
                row("a: &a [*a]\nimage: a/b:1\nb: *a\n", "a/b:1"),
                row("apiVersion: v1\nkind: Pod\nx: " + "[".repeat(3_000) + "\nimage: a/b:1\n", "a/b:1"),
                row("apiVersion: v1\nkind: Pod\n" + "- ".repeat(900) + "x\nimage: a/b:1\n", "a/b:1"));
    }

    static Stream<Row> values() {
        return Stream.of(
                row(
                        "image:\n  registry: docker.io\n  repository: bitnami/nginx\n  tag: 1.10\n  digest: \"\"\n",
                        "bitnami/nginx:1.10"),
                row(
                        "controller:\n  image:\n    registry: registry.k8s.io\n    image: ingress-nginx/controller\n"
                                + "    tag: \"v1.9.4\"\n    digest: sha256:" + SHA + "\n    pullPolicy: IfNotPresent\n",
                        "registry.k8s.io/ingress-nginx/controller:v1.9.4@sha256:" + SHA),
                row(
                        "hub:\n  image:\n    name: quay.io/jupyterhub/k8s-hub\n    tag: '3.1.0'\n",
                        "quay.io/jupyterhub/k8s-hub:3.1.0"),
                row("image:\n  repository: quay.io/a/b\n  tag: \"\"\nother:\n  image: c/d:1\n", "c/d:1 -no_tag"),
                row("image:\n  repository: quay.io/a/b\n  pullPolicy: Always\n", "no_tag"),
                row("image:\n  repository: quay.io/a/b\n  tag: null\n", "no_tag"),
                row(
                        "image:\n  repository: quay.io/a/b\n  tag: ~\n  digest: sha256:" + SHA + "\n",
                        "quay.io/a/b@sha256:" + SHA),
                row(
                        "image:\n  repository: quay.io/a/b\n  tag: v1\n  sha: " + SHA + "\n",
                        "quay.io/a/b:v1@sha256:" + SHA),
                row("image:\n  repository: quay.io/a/b:0123\n", "quay.io/a/b:0123"),
                row("sidecar:\n  repository: quay.io/a/b\n  tag: 1e3\n", "quay.io/a/b:1e3"),
                row("image: {repository: quay.io/a/b, tag: 7.2}", "quay.io/a/b:7.2"),
                row("busybox:\n  image: busybox\n  tag: 1.31\n", "library/busybox:1.31"),
                row("image:\n  repository: a/b\n  tag: ${TAG}\n", "variable"),
                row("image:\n  repository: <repo>\n  tag: 1\n", "placeholder"));
    }

    static Stream<Row> others() {
        return Stream.of(
                // kustomization
                row(
                        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- a.yaml\nimages:\n"
                                + "- name: nginx\n  newTag: 1.10\n- name: x\n  newName: quay.io/a/b\n  digest: sha256:"
                                + SHA
                                + "\n- name: c/d\n  newName: e/f\n",
                        "library/nginx:1.10 quay.io/a/b@sha256:" + SHA + " -no_tag"),
                row("images:\n- name: x\n  newName: quay.io/a/b\n  newTag: v1\n", "quay.io/a/b:v1"),
                // compose
                row(
                        "version: \"3.8\"\nx-base: &base\n  image: quay.io/base/b:1\nservices:\n  web:\n    image: nginx:${TAG:-1.4}\n"
                                + "    platform: linux/arm64\n    environment:\n      image: x/y:1\n  own:\n    build: .\n"
                                + "  merged:\n    <<: *base\n  db:\n    image: \"postgres:${PG}\"\n  cache:\n    image: redis:7\n",
                        "library/nginx:1.4|linux/arm64 quay.io/base/b:1 library/redis:7 -variable"),
                row("services:\n  web: {build: ., ports: ['80:80']}\n", "no_image"),
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
                                + " -variable"),
                row(
                        "FROM golang:1.22 AS build\nRUN make\n\nFROM alpine:3\nCOPY --from=build /a /a\n\nthank you",
                        "library/golang:1.22" + " library/alpine:3"),
                row("FROM a/b:1\nc/d:1", "a/b:1 c/d:1"),
                // JSON, as other mirrors ask for it
                row("{\"hub-mirror\": [\"nvcr.io/nvidia/pytorch:23.11-py3\"]}", "nvcr.io/nvidia/pytorch:23.11-py3"),
                row(
                        "{\"platform\":\"arm64\", \"hub-mirror\": [\"gcr.io/distroless/cc-debian13\"]}",
                        "gcr.io/distroless/cc-debian13:latest|linux/arm64"),
                row(
                        "```json\n{\n  \"platform\": \"\",\n  \"hub-mirror\": [\n    \"a/b:1\",\n    \"nginx\",\n  ],\n}\n```",
                        "a/b:1 library/nginx:latest"),
                row("{\"hub-mirror\": [\"a/b:1\", \"c/d:2\"", "a/b:1 c/d:2"),
                row(
                        "{\"platform\": \"linux/arm64\", \"hub-mirror\": [\"a/b:1, \"c/d:2\"]}",
                        "a/b:1|linux/arm64 c/d:2|linux/arm64"),
                row("{\n\"hub-mirror\": [\n\"a/b:1\"\n\"c/d:2\"\n]\n", "a/b:1 c/d:2"),
                row("[\"a/b:1\", \"c/d:2\"]", "a/b:1 c/d:2"));
    }

    static Stream<Row> outputs() {
        return Stream.of(
                row(
                        "W0911 10:21:11.123456   12345 version.go:104] could not fetch a Kubernetes version from the internet: unable to"
                                + " get URL \"https://dl.k8s.io/release/stable-1.txt\": Get \"https://dl.k8s.io/x\": context deadline\n"
                                + "registry.k8s.io/kube-apiserver:v1.30.0\nregistry.k8s.io/pause:3.9\n",
                        "registry.k8s.io/kube-apiserver:v1.30.0 registry.k8s.io/pause:3.9"),
                row(
                        "[config/images] Pulled registry.k8s.io/kube-proxy:v1.30.0\n[config/images] Pulled registry.k8s.io/etcd:3.5.12-0\n",
                        "registry.k8s.io/kube-proxy:v1.30.0 registry.k8s.io/etcd:3.5.12-0"),
                row(
                        "a/b:1 quay.io/c/d:2 a/b:1 registry.k8s.io/pause:3.9",
                        "a/b:1 quay.io/c/d:2 registry.k8s.io/pause:3.9"),
                row("a/b:1 ".repeat(400) + "quay.io/c/d:2", "a/b:1 quay.io/c/d:2"),
                row(
                        "      2 registry.k8s.io/pause:3.9\n      1 nginx\n     12 a/b:1\n",
                        "registry.k8s.io/pause:3.9 library/nginx:latest a/b:1"),
                row(
                        "        - image: \"quay.io/a/b:1\"\n          image: nginx\n          imagePullPolicy: Always\n",
                        "quay.io/a/b:1 library/nginx:latest"),
                row(
                        "Name:             web-1\nNamespace:        default\nNode:             node1/10.0.0.1\nIP:               10.0.0.2\n"
                                + "Controlled By:    ReplicaSet/web\nContainers:\n  web:\n    Container ID:   containerd://abc\n"
                                + "    Image:          gcr.io/a/b:1\n    Image ID:       gcr.io/a/b@sha256:" + SHA
                                + "\n    Port: 80/TCP\n"
                                + "Events:\n  Type     Reason   Age  From     Message\n  ----     ------   ---  ----     -------\n"
                                + "  Warning  Failed   3m   kubelet  Failed to pull image \"gcr.io/a/b:1\": rpc error: code = Unknown desc ="
                                + " Get https://gcr.io/v2/: net/http: request canceled\n",
                        "gcr.io/a/b:1"),
                row(
                        "Warning Failed 3m kubelet Failed to pull image \"gcr.io/a/b:1\": failed to pull and unpack image \"gcr.io/a/b:1\":"
                                + " Head \"https://gcr.io/v2/a/b/manifests/1\": dial tcp: i/o timeout",
                        "gcr.io/a/b:1"),
                row(
                        "Error syncing pod, skipping: failed to \"StartContainer\" for \"POD\" with ImagePullBackOff: \"Back-off pulling image"
                                + " \\\"gcr.io/google_containers/pause:2.0\\\"\"\nGet https://gcr.io/v1/_ping: dial tcp 1.2.3.4:443",
                        "gcr.io/google_containers/pause:2.0"),
                row("Unable to find image 'nginx:1.27' locally", "library/nginx:1.27"),
                row(
                        "REPOSITORY          TAG       IMAGE ID       CREATED        SIZE\nnginx               1.27      abc   2 weeks ago   180MB\n"
                                + "quay.io/a/b         <none>    def   2 weeks ago   1MB\n",
                        "library/nginx:1.27 -placeholder"),
                row(
                        "langgenius/dify-web:1.2.0\nlanggenius/dify-api:1.2.0\nlanggenius/dify-plugin-daemon:0.0.7-local",
                        "langgenius/dify-web:1.2.0 langgenius/dify-api:1.2.0 langgenius/dify-plugin-daemon:0.0.7-local"));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource({"manifests", "values", "others", "outputs"})
    void isRead(Row row) {
        assertThat(told("[PORTER]", row.body)).isEqualTo(row.result);
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

    private static Row row(String body, String result) {
        return new Row(body, result);
    }

    record Row(String body, String result) {
        @Override
        public String toString() {
            return PlainText.quoted(body);
        }
    }
}
