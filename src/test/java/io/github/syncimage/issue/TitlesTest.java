package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.issue.text.Quote;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The specification of titles: what is written and what is read. */
class TitlesTest {
    private static final String SHA = "5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3";

    static Stream<Row> good() {
        return Stream.of(
                // plain, as the template asks for
                row("[PORTER]gcr.io/google-samples/hello-app:1.0", "gcr.io/google-samples/hello-app:1.0"),
                row("[PORTER]k8s.gcr.io/pause:3.6", "k8s.gcr.io/pause:3.6"),
                row("[PORTER]registry.k8s.io/kube-proxy:v1.30.0", "registry.k8s.io/kube-proxy:v1.30.0"),
                row(
                        "[PORTER]registry.k8s.io/metrics-server/metrics-server:v0.7.1",
                        "registry.k8s.io/metrics-server/metrics-server:v0.7.1"),
                row("[PORTER]quay.io/coreos/etcd:v3.5.0", "quay.io/coreos/etcd:v3.5.0"),
                row(
                        "[PORTER]ghcr.io/toeverything/affine:nightly-server-latest",
                        "ghcr.io/toeverything/affine:nightly-server-latest"),
                row("[PORTER]docker.io/busybox:latest", "docker.io/library/busybox:latest"),
                row("[PORTER]nginx:alpine", "docker.io/library/nginx:alpine"),
                row("[PORTER]nginx", "docker.io/library/nginx:latest"),
                row("[PORTER]bitnami/redis", "docker.io/bitnami/redis:latest"),
                row("[PORTER]gcr.io/google-samples/gb-frontend", "gcr.io/google-samples/gb-frontend:latest"),
                row("[PORTER]gcr.io/google_samples/gb-frontend:v5", "gcr.io/google_samples/gb-frontend:v5"),
                row("[PORTER]xiilab/vpf:cuda10.2-py38-ffmpeg42", "docker.io/xiilab/vpf:cuda10.2-py38-ffmpeg42"),
                row("[PORTER]ppnc2.0:v1.0.1", "docker.io/library/ppnc2.0:v1.0.1"),
                row("[PORTER]index.docker.io/library/nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]localhost:5000/a/b:1", "localhost:5000/a/b:1"),
                row("[PORTER]registry.example.com:5000/a/b", "registry.example.com:5000/a/b:latest"),
                // the prefix
                row("[porter]nginx:1", "docker.io/library/nginx:1"),
                row("[Porter] nginx:1", "docker.io/library/nginx:1"),
                row("  [PORTER]  nginx:1  ", "docker.io/library/nginx:1"),
                row("[ PORTER ]nginx:1", "docker.io/library/nginx:1"),
                row("［PORTER］nginx:1", "docker.io/library/nginx:1"),
                row("【PORTER】nginx:1", "docker.io/library/nginx:1"),
                row("【 ｐｏｒｔｅｒ 】　nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER】nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER][PORTER]nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER] [PORTER]k8s.gcr.io/pause:3.6|linux/arm64", "k8s.gcr.io/pause:3.6 linux/arm64"),
                row("[PORTER] 【porter】 [PORTER] nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]: nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]：　nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]：nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]:nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER] ：nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]：nginx", "docker.io/library/nginx:latest"),
                row("[PORTER]:nginx", "docker.io/library/nginx:latest"),
                row("[PORTER] : nginx", "docker.io/library/nginx:latest"),
                row("[PORTER]:quay.io/a/b", "quay.io/a/b:latest"),
                row("[PORTER]:alpine:3", "docker.io/library/alpine:3"),
                row("[PORTER]:nginx@sha256:" + SHA, "docker.io/library/nginx@sha256:" + SHA),
                row("[PORTER]:nginx:1|arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]：docker pull nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER][PORTER]:nginx:1", "docker.io/library/nginx:1"),
                row("`[PORTER]nginx:1`", "docker.io/library/nginx:1"),
                row("\uFEFF[POR\u200BTER]nginx:1", "docker.io/library/nginx:1"),
                // no prefix, but plainly an image
                row("nginx:1", "docker.io/library/nginx:1"),
                row("bitnami/redis", "docker.io/bitnami/redis:latest"),
                row("gcr.io/a/b", "gcr.io/a/b:latest"),
                row("nginx@sha256:" + SHA, "docker.io/library/nginx@sha256:" + SHA),
                row("nginx:1|arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("`quay.io/kiali/kiali:v1.58.0`", "quay.io/kiali/kiali:v1.58.0"),
                row("https://hub.docker.com/r/bitnami/redis", "docker.io/bitnami/redis:latest"),
                // platforms
                row("[PORTER]nginx:1|linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|linux/amd64,linux/arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1|amd64,arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1|linux/arm/v7", "docker.io/library/nginx:1 linux/arm/v7"),
                row("[PORTER]nginx:1|arm64/v8", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|aarch64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|x86_64", "docker.io/library/nginx:1 linux/amd64"),
                row("[PORTER]nginx:1|windows/amd64", "docker.io/library/nginx:1 windows/amd64"),
                row("[PORTER]nginx:1|all", "docker.io/library/nginx:1 all"),
                row("[PORTER]nginx:1|ALL", "docker.io/library/nginx:1 all"),
                row("[PORTER]nginx:1|all,arm64", "docker.io/library/nginx:1 all"),
                row("[PORTER]nginx:1|arm64 all", "docker.io/library/nginx:1 all"),
                row("[PORTER]nginx:1 | arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1｜arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|Linux/ARM64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|linux/amd64，linux/arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1|linux/amd64、arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1|amd64 arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1|amd64|arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1|linux / arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|arm64,arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|arm64.", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]`nginx:1|arm64`", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|", "docker.io/library/nginx:1"),
                row("[PORTER]kong/httpbin|linux/arm64", "docker.io/kong/httpbin:latest linux/arm64"),
                // digests
                row("[PORTER]nginx@sha256:" + SHA, "docker.io/library/nginx@sha256:" + SHA),
                row(
                        "[PORTER]registry.k8s.io/ingress-nginx/controller:v1.9.4@sha256:" + SHA,
                        "registry.k8s.io/ingress-nginx/controller:v1.9.4@sha256:" + SHA),
                row("[PORTER]nginx @sha256:" + SHA, "docker.io/library/nginx@sha256:" + SHA),
                row(
                        "[PORTER]nginx:1@sha256:" + SHA + "|arm64",
                        "docker.io/library/nginx:1@sha256:" + SHA + " linux/arm64"),
                // commands
                row("[PORTER]docker pull nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]docker pull nginx", "docker.io/library/nginx:latest"),
                row("[PORTER] $ docker pull nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]sudo docker pull nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]Docker Pull nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]docker image pull -q nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]docker pull --platform linux/arm64 nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]docker pull --platform=linux/arm64 nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]docker pull nginx:1 --platform arm64", "docker.io/library/nginx:1 linux/arm64"),
                row(
                        "[PORTER]docker pull --platform linux/amd64 nginx:1|arm64",
                        "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]podman pull --arch arm64 quay.io/a/b:1", "quay.io/a/b:1 linux/arm64"),
                row("[PORTER]nerdctl -n k8s.io pull ghcr.io/a/b:1", "ghcr.io/a/b:1"),
                row("[PORTER]ctr -n k8s.io images pull docker.io/library/nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]crictl pull registry.k8s.io/pause:3.9", "registry.k8s.io/pause:3.9"),
                row("[PORTER]skopeo inspect docker://quay.io/a/b:1", "quay.io/a/b:1"),
                row("[PORTER]docker://quay.io/a/b:1", "quay.io/a/b:1"),
                row("[PORTER]docker", "docker.io/library/docker:latest"),
                row("[PORTER]docker:dind", "docker.io/library/docker:dind"),
                // addresses
                row("[PORTER]https://gcr.io/a/b:1", "gcr.io/a/b:1"),
                row("[PORTER]http://quay.io/a/b:1", "quay.io/a/b:1"),
                row("[PORTER]https：／／gcr.io/a/b：1", "gcr.io/a/b:1"),
                row("[PORTER]HTTPS://GCR.IO/a/b/", "gcr.io/a/b:latest"),
                row("[PORTER]https://hub.docker.com/r/bitnami/redis", "docker.io/bitnami/redis:latest"),
                row("[PORTER]https://hub.docker.com/r/bitnami/redis/tags", "docker.io/bitnami/redis:latest"),
                row("[PORTER]https://hub.docker.com/r/bitnami/redis:7.2", "docker.io/bitnami/redis:7.2"),
                row("[PORTER]https://hub.docker.com/_/nginx", "docker.io/library/nginx:latest"),
                row("[PORTER]https://hub.docker.com/_/nginx?tab=description", "docker.io/library/nginx:latest"),
                row("[PORTER]hub.docker.com/_/nginx:1.25", "docker.io/library/nginx:1.25"),
                row(
                        "[PORTER]https://hub.docker.com/layers/library/nginx/1.25/images/sha256-" + SHA,
                        "docker.io/library/nginx:1.25"),
                row("[PORTER]registry.hub.docker.com/library/nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]https://quay.io/repository/coreos/etcd", "quay.io/coreos/etcd:latest"),
                row("[PORTER]https://quay.io/repository/coreos/etcd?tab=tags", "quay.io/coreos/etcd:latest"),
                row("[PORTER]https://quay.io/repository/coreos/etcd?tab=tags&tag=v3.5.0", "quay.io/coreos/etcd:v3.5.0"),
                row(
                        "[PORTER]https://quay.io/repository/coreos/etcd/manifest/sha256:" + SHA,
                        "quay.io/coreos/etcd@sha256:" + SHA),
                row(
                        "[PORTER]https://console.cloud.google.com/gcr/images/google-containers/GLOBAL/pause",
                        "gcr.io/google-containers/pause:latest"),
                row(
                        "[PORTER]https://console.cloud.google.com/gcr/images/a/EU/b/c@sha256:" + SHA + "/details",
                        "eu.gcr.io/a/b/c@sha256:" + SHA),
                row("[PORTER]<https://hub.docker.com/_/nginx>", "docker.io/library/nginx:latest"),
                // how it is typed
                row("[PORTER]\"nginx:1\"", "docker.io/library/nginx:1"),
                row("[PORTER]'nginx:1'", "docker.io/library/nginx:1"),
                row("[PORTER]“nginx:1”", "docker.io/library/nginx:1"),
                row("[PORTER]「nginx:1」", "docker.io/library/nginx:1"),
                row("[PORTER]`nginx:1`", "docker.io/library/nginx:1"),
                row("[PORTER]**nginx:1**", "docker.io/library/nginx:1"),
                row("[PORTER](nginx:1)", "docker.io/library/nginx:1"),
                row("[PORTER][nginx:1](https://hub.docker.com/_/nginx)", "docker.io/library/nginx:1"),
                row(
                        "[PORTER]ubernetes-e2e-test-images/ipc-utils：1.0",
                        "docker.io/ubernetes-e2e-test-images/ipc-utils:1.0"),
                row("[PORTER]ｎｇｉｎｘ：１", "docker.io/library/nginx:1"),
                row("[PORTER]nginx :alpine", "docker.io/library/nginx:alpine"),
                row("[PORTER]nginx: alpine", "docker.io/library/nginx:alpine"),
                row("[PORTER]nginx : alpine", "docker.io/library/nginx:alpine"),
                row("[PORTER]portainer/portainer-ce: latest", "docker.io/portainer/portainer-ce:latest"),
                row("[PORTER]gcr.io/ a/b:1", "gcr.io/a/b:1"),
                row("[PORTER]gcr.io /a/b:1", "gcr.io/a/b:1"),
                row("[PORTER]gcr.io / a / b : 1", "gcr.io/a/b:1"),
                row("[PORTER]\u00A0nginx\u3000:\u20091", "docker.io/library/nginx:1"),
                row("[PORTER]ngi\u200Bnx:1\u200D", "docker.io/library/nginx:1"),
                row("[PORTER]GCR.IO/a/b:1", "gcr.io/a/b:1"),
                row("[PORTER]Docker.IO/library/nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1.", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1,", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1。", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1，", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1!", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1;", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1；", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1 ;", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1;;", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1；谢谢", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1； 谢谢！", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1。；", "docker.io/library/nginx:1"),
                row("[PORTER]nginx；", "docker.io/library/nginx:latest"),
                row("[PORTER]nginx:1;|arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1|arm64;", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 arm64;", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]docker pull nginx:1;", "docker.io/library/nginx:1"),
                row("[PORTER]`nginx:1`;", "docker.io/library/nginx:1"),
                row("nginx:1;", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:V1.2-RC", "docker.io/library/nginx:V1.2-RC"),
                // words around it
                row("[PORTER]请同步 nginx:1 谢谢", "docker.io/library/nginx:1"),
                row("[PORTER]请同步nginx:1谢谢", "docker.io/library/nginx:1"),
                row("[PORTER]镜像：nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]镜像： nginx", "docker.io/library/nginx:latest"),
                row("[PORTER]image: nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]image: nginx", "docker.io/library/nginx:latest"),
                row("[PORTER]please mirror nginx:1 thanks", "docker.io/library/nginx:1"),
                row("[PORTER]please mirror: nginx:1", "docker.io/library/nginx:1"),
                row(
                        "[PORTER]FROM --platform=linux/arm64 golang:1.22 AS build",
                        "docker.io/library/golang:1.22 linux/arm64"),
                row("[PORTER]nginx:1 nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1 linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 amd64 arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1 (arm64)", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1(arm64)", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1（arm64）", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1【arm64】", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]`nginx:1`(arm64)", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1（备注）", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1（ARM64 架构）", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1（arm64架构）", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1(linux/amd64, linux/arm64)", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1(arm64|amd64)", "docker.io/library/nginx:1 linux/arm64,linux/amd64"),
                row("[PORTER]nginx:1谢谢(arm64)", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx(arm64)", "docker.io/library/nginx:latest linux/arm64"),
                row("[PORTER]bitnami/redis(稳定版)", "docker.io/bitnami/redis:latest"),
                row("[PORTER]nginx arm64", "docker.io/library/nginx:latest linux/arm64"),
                row("[PORTER]nginx:1 all", "docker.io/library/nginx:1 all"),
                row("[PORTER]nginx:1(all)", "docker.io/library/nginx:1 all"),
                row("[PORTER]mirror nginx:1 for all of us", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1 arm64|", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 linux / arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 amd64|arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1, linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 ,linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 平台：arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 平台：linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 platform=linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 platform: arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 arm64架构", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]nginx:1 amd64和arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("[PORTER]nginx:1 amd64+arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row(
                        "[PORTER]docker pull --platform linux/amd64, linux/arm64 nginx:1",
                        "docker.io/library/nginx:1 linux/arm64,linux/amd64"),
                row("[PORTER]amd64/nginx:1", "docker.io/amd64/nginx:1"),
                row("[PORTER]linux/arm64:1", "docker.io/linux/arm64:1"),
                row("[PORTER]nginx:arm64", "docker.io/library/nginx:arm64"),
                row("[PORTER]linux/foo:1 arm64", "docker.io/linux/foo:1 linux/arm64"),
                row("[PORTER]linux/foo", "docker.io/linux/foo:latest"),
                // prose refuses nothing
                row("[PORTER]ghcr.io/foo/bar:v1 not working on my x86 server", "ghcr.io/foo/bar:v1"),
                row("[PORTER]ghcr.io/foo/bar:v1 (linux/glibc)", "ghcr.io/foo/bar:v1"),
                row("[PORTER]ghcr.io/foo/bar:v1 for windows/WSL", "ghcr.io/foo/bar:v1"),
                row("[PORTER]ghcr.io/foo/bar:v1 for windows/WSL and linux/arm64", "ghcr.io/foo/bar:v1 linux/arm64"),
                row("[PORTER]redis:7 x86版", "docker.io/library/redis:7"),
                row("[PORTER]redis:7 x86版 arm64", "docker.io/library/redis:7 linux/arm64"),
                row("[PORTER]redis:7 arm版", "docker.io/library/redis:7"),
                row("[PORTER]redis:7 arm服务器用", "docker.io/library/redis:7"),
                row("[PORTER]redis:7 arm", "docker.io/library/redis:7"),
                row("[PORTER]redis:7 linux/arm", "docker.io/library/redis:7 linux/arm"),
                row("[PORTER]redis:7|arm", "docker.io/library/redis:7 linux/arm"),
                row("[PORTER]docker pull --platform arm redis:7", "docker.io/library/redis:7 linux/arm"),
                row("[PORTER]bitnami/kubectl x86", "docker.io/bitnami/kubectl:latest"),
                row("[PORTER]nginx:1(x86)", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1 镜像", "docker.io/library/nginx:1"),
                row("[PORTER]🚀 nginx:1", "docker.io/library/nginx:1"));
    }

    static Stream<Row> refused() {
        return Stream.of(
                row("[PORTER]", "no_image"),
                row("[PORTER]   ", "no_image"),
                row("[PORTER]please mirror this", "no_image"),
                row("[PORTER]镜像", "no_image"),
                row("[PORTER]镜像名:tag", "no_image"),
                row("[PORTER]1.5.1", "no_image"),
                row("[PORTER]v1.5.1", "no_image"),
                row("[PORTER]docker pull", "no_image"),
                row("[PORTER]nginx alpine", "no_image"),
                row("[PORTER]docker拉取", "no_image"),
                row("[PORTER]拉取docker", "no_image"),
                row("[PORTER]gcr.io/google-samples/hello-app 1.0", "invalid_tag"),
                row("[PORTER]gcr.io/google-samples/hello-app latest", "invalid_tag"),
                row("[PORTER]https://gcr.io/v2/a/b/manifests/1", "no_image_address"),
                row("[PORTER]linux/arm64 please", "no_image"),
                row("[PORTER]linux/arm64", "no_image"),
                row("[PORTER]linux/arm/v7", "no_image"),
                row("[PORTER]linux/arm64,linux/amd64", "no_image"),
                row("[PORTER]arm64", "no_image"),
                row("[PORTER]|arm64", "no_image"),
                row("[PORTER]|banana", "no_image"),
                row("[PORTER]all", "no_image"),
                row("[PORTER]平台：linux/arm64", "no_image"),
                row("[PORTER]：", "no_image"),
                row("[PORTER];", "no_image"),
                row("[PORTER]:latest", "empty_name"),
                row("[PORTER]：latest", "empty_name"),
                row("[PORTER] :latest", "empty_name"),
                row("[PORTER]:latest。", "empty_name"),
                row("[PORTER]:latest|arm64", "empty_name"),
                row("[PORTER]:1.0", "empty_name"),
                row("[PORTER]:v1", "empty_name"),
                row("[PORTER]:alpine", "empty_name"),
                row("[PORTER]::nginx", "empty_name"),
                row("[PORTER]:@sha256:" + SHA, "empty_name"),
                row("[PORTER]gcr.io/", "empty_name"),
                row("[PORTER]gcr.io", "empty_name"),
                row("[PORTER]gcr.io/:1", "empty_name"),
                row("[PORTER]/nginx:1", "empty_name"),
                row("[PORTER]@sha256:" + SHA, "empty_name"),
                row("[PORTER]nginx:1:2", "several_tags"),
                row("[PORTER]nginx:1 :2", "several_tags"),
                row("[PORTER]gcr.io/a:1/b:2", "several_tags"),
                row("[PORTER]nginx:1,2", "invalid_tag"),
                row("[PORTER]nginx:1.24,1.25", "invalid_tag"),
                row("[PORTER]nginx:1，2", "invalid_tag"),
                row("[PORTER]nginx:1,arm64", "invalid_tag"),
                row("[PORTER]nginx:1,linux/arm64", "invalid_tag"),
                row("[PORTER]nginx:1，linux/arm64", "invalid_tag"),
                row("[PORTER]nginx:1、linux/arm64", "invalid_tag"),
                row("[PORTER]quay.io/a/b:1,linux/s390x", "invalid_tag"),
                row("[PORTER]quay.io/a/b:1,linux/arm/v7", "invalid_tag"),
                row("[PORTER]quay.io/a/b:1,linux/amd64,linux/arm64", "invalid_tag"),
                row("[PORTER]nginx:1,redis:7,linux/arm64", "invalid_tag"),
                row("[PORTER]nginx:1,linux/banana", "invalid_tag"),
                row("[PORTER]nginx:1,linux/arm64|amd64", "invalid_tag"),
                row("[PORTER]please mirror nginx:1,linux/arm64", "invalid_tag"),
                row("[PORTER]docker pull nginx:1,linux/arm64", "invalid_tag"),
                row("[PORTER]nginx:1;arm64", "invalid_tag"),
                row("[PORTER]nginx:1; linux/arm64", "invalid_tag"),
                row("[PORTER]nginx:1; reboot", "invalid_tag"),
                row("[PORTER]nginx:1[0-9]", "invalid_tag"),
                row("[PORTER]nginx:1.(2)", "invalid_tag"),
                row("[PORTER]nginx:1(-alpine)", "invalid_tag"),
                row("[PORTER]nginx:1{arm64}", "invalid_tag"),
                row("[PORTER]nginx:$(id)", "invalid_tag"),
                row("[PORTER]nginx:", "invalid_tag"),
                row("[PORTER]nginx:-1", "invalid_tag"),
                row("[PORTER]nginx:${VERSION}", "invalid_tag"),
                row("[PORTER]nginx:<tag>", "invalid_tag"),
                row("[PORTER]nginx:1。25", "invalid_tag"),
                row("[PORTER]nginx:" + "1".repeat(129), "invalid_tag"),
                row("[PORTER]nginx@latest", "invalid_digest"),
                row("[PORTER]nginx@sha256:abc", "invalid_digest"),
                row("[PORTER]nginx@sha256:" + SHA.toUpperCase(), "invalid_digest"),
                row("[PORTER]nginx@md5:d41d8cd98f00b204e9800998ecf8427e", "invalid_digest"),
                row("[PORTER]Nginx:1", "upper_case_repository"),
                row("[PORTER]gcr.io/Foo/bar:1", "upper_case_repository"),
                row("[PORTER]NGINX", "upper_case_repository"),
                row("[PORTER]https://github.com/anjia0532/gcr.io_mirror", "github_address"),
                row("[PORTER]https://github.com/anjia0532/gcr.io_mirror:v1.7.4", "github_address"),
                row("[PORTER]github.com/a/b", "github_address"),
                row("[PORTER]git@github.com:a/b.git", "github_address"),
                row("[PORTER]https://hub.docker.com/u/bitnami", "no_image_address"),
                row("[PORTER]https://hub.docker.com/r/bitnami/redis/tags?page=1&name=7.2", "no_image_address"),
                row("[PORTER]https://example.com/?q=nginx", "no_image_address"),
                row("[PORTER]https://example.com", "no_image_address"),
                row("[PORTER]https://quay.io/repository/coreos", "no_image_address"),
                row("[PORTER]https://console.cloud.google.com/gcr/images/a", "no_image_address"),
                row("[PORTER]nginx:1|banana", "invalid_platform"),
                row("[PORTER]nginx:1|linux", "invalid_platform"),
                row("[PORTER]nginx:1|linux/arm64/v8/x", "invalid_platform"),
                row("[PORTER]nginx:1|linux/banana", "invalid_platform"),
                row("[PORTER]nginx:1|arm64 rm -rf /", "invalid_platform"),
                row("[PORTER]nginx:1 | sh", "invalid_platform"),
                row("[PORTER]docker pull --platform nowhere nginx:1", "invalid_platform"),
                row("[PORTER]nginx:1|备注", "invalid_platform"),
                row("[PORTER]nginx:1|x86", "invalid_platform"),
                row("[PORTER]docker pull --platform x86 nginx:1", "invalid_platform"),
                row("[PORTER]nginx:1 linux/banana", "invalid_platform"),
                row("[PORTER]nginx linux/x86", "invalid_platform"),
                row("[PORTER]nginx linux/banana", "invalid_platform"),
                row("[PORTER]nginx linux/armv7", "invalid_platform"),
                row("[PORTER]need help with windows/wsl", "no_image"),
                row("[PORTER]nginx:1 linux-arm64", "invalid_platform"),
                row("[PORTER]nginx:1 amd64/arm64", "invalid_platform"),
                row("[PORTER]nginx:1 armv7", "invalid_platform"),
                row("[PORTER]nginx:1(2|3)", "invalid_platform"),
                row("[PORTER]nginx:1 redis:7", "several_images"),
                row("[PORTER]nginx:1,redis:7", "several_images"),
                row("[PORTER]nginx:1,bitnami/redis", "several_images"),
                row("[PORTER]nginx:1(redis:7)", "several_images"),
                row("[PORTER]nginx:1;  redis:7", "several_images"),
                row("[PORTER]nginx:1、redis:7", "several_images"),
                row("[PORTER]skopeo copy docker://quay.io/a/b:1 docker://example.com/a/b:1", "several_images"),
                row("[PORTER]nginx:1 && rm -rf /", "invalid_name"),
                row("[PORTER]nginx:1 ; reboot", "invalid_name"),
                row("[PORTER]nginx:1 $(id)", "invalid_name"),
                row("[PORTER]$(id)", "invalid_name"),
                row("[PORTER]portainer&kafka", "invalid_name"),
                row("[PORTER]nginx,linux/arm64", "invalid_name"),
                row("[PORTER]bitnami/redis,linux/arm64", "invalid_name"),
                row("[PORTER]nginx:1;linux/arm64", "invalid_name"),
                row("[PORTER]nginx:1 && id;", "invalid_name"),
                row("[PORTER]ngi;nx", "invalid_name"),
                row("[PORTER]../../etc/passwd", "invalid_name"),
                row("[PORTER]gcr.io//a/b:1", "invalid_name"),
                row("[PORTER]gcr.io/a..b:1", "invalid_name"),
                row("[PORTER]gcr.io/谷歌/x:1", "invalid_name"),
                row("[PORTER]ngin\u0445:1", "invalid_name"),
                row("[PORTER]\u0430lpine:3", "invalid_name"),
                row("[PORTER]a--/b:1", "invalid_name"),
                row("[PORTER]-nginx_:1", "no_image"),
                row("[PORTER]nginx\u0000:1", "invalid_name"),
                row("[PORTER]nginx:1\nredis:7", "invalid_name"),
                row("[PORTER]nginx\u202E:1", "invalid_name"),
                row("[PORTER]a.b/" + "x".repeat(300), "invalid_name"),
                row("[PORTER]" + "x".repeat(600), "too_long"));
    }

    static Stream<Row> ignored() {
        return Stream.of(
                row("", "no_prefix"),
                row("   ", "no_prefix"),
                row("Bug: it does not work", "no_prefix"),
                row("nginx", "no_prefix"),
                row("请同步 nginx:1", "no_prefix"),
                row("please mirror nginx:1", "no_prefix"),
                row("docker pull nginx:1", "no_prefix"),
                row("Enter the image:tag here", "no_prefix"),
                row("Re: [PORTER]nginx:1", "no_prefix"),
                row("PORTER nginx:1", "no_prefix"),
                row("[PORTE]nginx:1", "no_prefix"),
                row("[hub-mirror] nginx:1", "no_prefix"),
                row("nginx:1 redis:7", "no_prefix"),
                row("nginx:1,redis:7", "no_prefix"),
                row("nginx:1,linux/arm64", "no_prefix"),
                row("：nginx:1", "no_prefix"),
                row("nginx:1（备注）", "no_prefix"),
                row("nginx:1:2", "no_prefix"),
                row("12:30", "no_prefix"),
                row("linux/arm64", "no_prefix"),
                row("https://github.com/a/b", "no_prefix"),
                row("https://example.com/page", "no_prefix"),
                row("Foo/Bar", "no_prefix"),
                row("a/b:1".repeat(200), "no_prefix"));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void good(Row row) {
        assertThat(told(new IssueReader("[PORTER]", 1).read(row.title, ""))).isEqualTo(row.result);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void refused(Row row) {
        Reading reading = new IssueReader("[PORTER]", 1).read(row.title, null);
        assertThat(reading).isInstanceOf(Reading.Refused.class);
        assertThat(told(reading)).isEqualTo(row.result);
        String message = ((Reading.Refused) reading).message();
        assertThat(message).isNotBlank().doesNotContain("\n").hasSizeLessThan(400);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void ignored(Row row) {
        Reading reading = new IssueReader("[PORTER]", 1).read(row.title, "nginx:1");
        assertThat(reading).isInstanceOf(Reading.Ignored.class);
        assertThat(told(reading)).isEqualTo(row.result);
    }

    /** Requests as {@code source platforms}, one after another; anything else by its reason. */
    static String told(Reading reading) {
        if (reading instanceof Reading.Requests requests) {
            return String.join(
                    " + ",
                    requests.requests().stream()
                            .map(one -> one.source() + (one.platforms() == null ? "" : " " + one.platforms()))
                            .toList());
        }
        return reading instanceof Reading.Refused refused
                ? refused.reason().code()
                : ((Reading.Ignored) reading).reason().code();
    }

    private static Row row(String title, String result) {
        return new Row(title, result);
    }

    record Row(String title, String result) {
        @Override
        public String toString() {
            return Quote.of(title);
        }
    }
}
