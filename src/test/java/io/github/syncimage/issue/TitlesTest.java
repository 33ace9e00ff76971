package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The specification of titles: what is written and what is read. */
class TitlesTest {
    private static final String SHA = "5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3";

    static Stream<Row> good() {
        return rows("""
                // plain, as the template asks for
                [PORTER]gcr.io/google-samples/hello-app:1.0 → gcr.io/google-samples/hello-app:1.0
                [PORTER]k8s.gcr.io/pause:3.6 → k8s.gcr.io/pause:3.6
                [PORTER]nginx:alpine → docker.io/library/nginx:alpine
                [PORTER]nginx → docker.io/library/nginx:latest
                [PORTER]bitnami/redis → docker.io/bitnami/redis:latest
                [PORTER]xiilab/vpf:cuda10.2-py38-ffmpeg42 → docker.io/xiilab/vpf:cuda10.2-py38-ffmpeg42
                [PORTER]ppnc2.0:v1.0.1 → docker.io/library/ppnc2.0:v1.0.1
                [PORTER]index.docker.io/library/nginx:1 → docker.io/library/nginx:1
                [PORTER]localhost:5000/a/b:1 → localhost:5000/a/b:1
                // the prefix
                [Porter] nginx:1 → docker.io/library/nginx:1
                  [PORTER]  nginx:1   → docker.io/library/nginx:1
                [ PORTER ]nginx:1 → docker.io/library/nginx:1
                【PORTER】nginx:1 → docker.io/library/nginx:1
                【 ｐｏｒｔｅｒ 】　nginx:1 → docker.io/library/nginx:1
                [PORTER】nginx:1 → docker.io/library/nginx:1
                [PORTER] [PORTER]k8s.gcr.io/pause:3.6|linux/arm64 → k8s.gcr.io/pause:3.6 linux/arm64
                [PORTER] 【porter】 [PORTER] nginx:1 → docker.io/library/nginx:1
                [PORTER]: nginx:1 → docker.io/library/nginx:1
                [PORTER]：　nginx:1 → docker.io/library/nginx:1
                [PORTER]:nginx:1 → docker.io/library/nginx:1
                [PORTER]:nginx → docker.io/library/nginx:latest
                [PORTER] : nginx → docker.io/library/nginx:latest
                [PORTER]:alpine:3 → docker.io/library/alpine:3
                [PORTER]:nginx@sha256:SHA → docker.io/library/nginx@sha256:SHA
                [PORTER]：docker pull nginx:1 → docker.io/library/nginx:1
                [PORTER][PORTER]:nginx:1 → docker.io/library/nginx:1
                `[PORTER]nginx:1` → docker.io/library/nginx:1
                \uFEFF[POR\u200BTER]nginx:1 → docker.io/library/nginx:1
                [PORTERnginx:1 → docker.io/library/nginx:1
                [PORTER nginx:1 → docker.io/library/nginx:1
                [porter nginx:1] → docker.io/library/nginx:1
                PORTER]nginx:1 → docker.io/library/nginx:1
                porter] nginx:1|arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER}nginx:1 → docker.io/library/nginx:1
                [PORTER [PORTER]nginx:1 → docker.io/library/nginx:1
                // no prefix, but plainly an image
                nginx:1 → docker.io/library/nginx:1
                bitnami/redis → docker.io/bitnami/redis:latest
                nginx@sha256:SHA → docker.io/library/nginx@sha256:SHA
                nginx:1|arm64 → docker.io/library/nginx:1 linux/arm64
                `quay.io/kiali/kiali:v1.58.0` → quay.io/kiali/kiali:v1.58.0
                https://hub.docker.com/r/bitnami/redis → docker.io/bitnami/redis:latest
                // platforms
                [PORTER]nginx:1|linux/arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|amd64,arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1|aarch64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|all → docker.io/library/nginx:1 all
                [PORTER]nginx:1|ALL → docker.io/library/nginx:1 all
                [PORTER]nginx:1|all,arm64 → docker.io/library/nginx:1 all
                [PORTER]nginx:1|arm64 all → docker.io/library/nginx:1 all
                [PORTER]nginx:1 | arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1｜arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|linux/amd64、arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1|amd64 arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1|amd64|arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1|linux / arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|arm64. → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|arm64 谢谢 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|arm64 (raspberry pi) → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|arm64版本 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|linux / arm64 please → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|amd64+arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1|all 谢谢 → docker.io/library/nginx:1 all
                [PORTER]`nginx:1|arm64` → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1| → docker.io/library/nginx:1
                [PORTER]kong/httpbin|linux/arm64 → docker.io/kong/httpbin:latest linux/arm64
                // digests, and tags that look like one
                [PORTER]nginx:sha-0123456 → docker.io/library/nginx:sha-0123456
                [PORTER]nginx:v1.sig → docker.io/library/nginx:v1.sig
                [PORTER]nginx:sha256-b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3 → docker.io/library/nginx:sha256-b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3
                [PORTER]nginx:${TAG:-1.4} → docker.io/library/nginx:1.4
                [PORTER]${REGISTRY-quay.io}/a/b:${TAG:-${V:-1}} → quay.io/a/b:1
                [PORTER]need nginx:1 → docker.io/library/nginx:1
                [PORTER]nginx@sha256:SHA → docker.io/library/nginx@sha256:SHA
                [PORTER]registry.k8s.io/ingress-nginx/controller:v1.9.4@sha256:SHA → registry.k8s.io/ingress-nginx/controller:v1.9.4@sha256:SHA
                [PORTER]nginx @sha256:SHA → docker.io/library/nginx@sha256:SHA
                [PORTER]nginx:1@sha256:SHA|arm64 → docker.io/library/nginx:1@sha256:SHA linux/arm64
                // commands
                [PORTER]docker pull nginx:1 → docker.io/library/nginx:1
                [PORTER] $ docker pull nginx:1 → docker.io/library/nginx:1
                [PORTER]sudo docker pull nginx:1 → docker.io/library/nginx:1
                [PORTER]Docker Pull nginx:1 → docker.io/library/nginx:1
                [PORTER]docker image pull -q nginx:1 → docker.io/library/nginx:1
                [PORTER]docker pull --platform linux/arm64 nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER]docker pull --platform=linux/arm64 nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER]docker pull nginx:1 --platform arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]docker pull --platform linux/amd64 nginx:1|arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]podman pull --arch arm64 quay.io/a/b:1 → quay.io/a/b:1 linux/arm64
                [PORTER]nerdctl -n k8s.io pull ghcr.io/a/b:1 → ghcr.io/a/b:1
                [PORTER]ctr -n k8s.io images pull docker.io/library/nginx:1 → docker.io/library/nginx:1
                [PORTER]skopeo inspect docker://quay.io/a/b:1 → quay.io/a/b:1
                [PORTER]docker://quay.io/a/b:1 → quay.io/a/b:1
                [PORTER]docker → docker.io/library/docker:latest
                // addresses
                [PORTER]https://gcr.io/a/b:1 → gcr.io/a/b:1
                [PORTER]https：／／gcr.io/a/b：1 → gcr.io/a/b:1
                [PORTER]HTTPS://GCR.IO/a/b/ → gcr.io/a/b:latest
                [PORTER]https://hub.docker.com/r/bitnami/redis → docker.io/bitnami/redis:latest
                [PORTER]https://hub.docker.com/r/bitnami/redis/tags → docker.io/bitnami/redis:latest
                [PORTER]https://hub.docker.com/r/bitnami/redis:7.2 → docker.io/bitnami/redis:7.2
                [PORTER]https://hub.docker.com/_/nginx → docker.io/library/nginx:latest
                [PORTER]https://hub.docker.com/_/nginx?tab=description → docker.io/library/nginx:latest
                [PORTER]hub.docker.com/_/nginx:1.25 → docker.io/library/nginx:1.25
                [PORTER]https://hub.docker.com/layers/library/nginx/1.25/images/sha256-SHA → docker.io/library/nginx:1.25
                [PORTER]registry.hub.docker.com/library/nginx:1 → docker.io/library/nginx:1
                [PORTER]https://quay.io/repository/coreos/etcd → quay.io/coreos/etcd:latest
                [PORTER]https://quay.io/repository/coreos/etcd?tab=tags → quay.io/coreos/etcd:latest
                [PORTER]https://quay.io/repository/coreos/etcd?tab=tags&tag=v3.5.0 → quay.io/coreos/etcd:v3.5.0
                [PORTER]https://quay.io/repository/coreos/etcd/manifest/sha256:SHA → quay.io/coreos/etcd@sha256:SHA
                [PORTER]https://console.cloud.google.com/gcr/images/google-containers/GLOBAL/pause → gcr.io/google-containers/pause:latest
                [PORTER]https://console.cloud.google.com/gcr/images/a/EU/b/c@sha256:SHA/details → eu.gcr.io/a/b/c@sha256:SHA
                [PORTER]<https://hub.docker.com/_/nginx> → docker.io/library/nginx:latest
                // how it is typed
                [PORTER]"nginx:1" → docker.io/library/nginx:1
                [PORTER]'nginx:1' → docker.io/library/nginx:1
                [PORTER]“nginx:1” → docker.io/library/nginx:1
                [PORTER]「nginx:1」 → docker.io/library/nginx:1
                [PORTER]`nginx:1` → docker.io/library/nginx:1
                [PORTER]**nginx:1** → docker.io/library/nginx:1
                [PORTER](nginx:1) → docker.io/library/nginx:1
                [PORTER][nginx:1](https://hub.docker.com/_/nginx) → docker.io/library/nginx:1
                [PORTER]ubernetes-e2e-test-images/ipc-utils：1.0 → docker.io/ubernetes-e2e-test-images/ipc-utils:1.0
                [PORTER]ｎｇｉｎｘ：１ → docker.io/library/nginx:1
                [PORTER]nginx :alpine → docker.io/library/nginx:alpine
                [PORTER]nginx: alpine → docker.io/library/nginx:alpine
                [PORTER]nginx : alpine → docker.io/library/nginx:alpine
                [PORTER]portainer/portainer-ce: latest → docker.io/portainer/portainer-ce:latest
                [PORTER]gcr.io/ a/b:1 → gcr.io/a/b:1
                [PORTER]gcr.io /a/b:1 → gcr.io/a/b:1
                [PORTER]gcr.io / a / b : 1 → gcr.io/a/b:1
                [PORTER]\u00A0nginx　:\u20091 → docker.io/library/nginx:1
                [PORTER]ngi\u200Bnx:1\u200D → docker.io/library/nginx:1
                [PORTER]nginx:1. → docker.io/library/nginx:1
                [PORTER]nginx:1, → docker.io/library/nginx:1
                [PORTER]nginx:1。 → docker.io/library/nginx:1
                [PORTER]nginx:1! → docker.io/library/nginx:1
                [PORTER]nginx:1; → docker.io/library/nginx:1
                [PORTER]nginx:1 ; → docker.io/library/nginx:1
                [PORTER]nginx:1；谢谢 → docker.io/library/nginx:1
                [PORTER]nginx:1;|arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|arm64; → docker.io/library/nginx:1 linux/arm64
                [PORTER]`nginx:1`; → docker.io/library/nginx:1
                nginx:1; → docker.io/library/nginx:1
                [PORTER]nginx:V1.2-RC → docker.io/library/nginx:V1.2-RC
                // words around it
                [PORTER]请同步 nginx:1 谢谢 → docker.io/library/nginx:1
                [PORTER]请同步nginx:1谢谢 → docker.io/library/nginx:1
                [PORTER]镜像：nginx:1 → docker.io/library/nginx:1
                [PORTER]镜像： nginx → docker.io/library/nginx:latest
                [PORTER]image: nginx:1 → docker.io/library/nginx:1
                [PORTER]please mirror nginx:1 thanks → docker.io/library/nginx:1
                [PORTER]please mirror: nginx:1 → docker.io/library/nginx:1
                [PORTER]FROM --platform=linux/arm64 golang:1.22 AS build → docker.io/library/golang:1.22 linux/arm64
                [PORTER]nginx:1 nginx:1 → docker.io/library/nginx:1
                [PORTER]nginx:1 linux/arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 amd64 arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1 (arm64) → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1(arm64) → docker.io/library/nginx:1 linux/arm64
                [PORTER]`nginx:1`(arm64) → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1（备注） → docker.io/library/nginx:1
                [PORTER]nginx:1（ARM64 架构） → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1（arm64架构） → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1(linux/amd64, linux/arm64) → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1(arm64|amd64) → docker.io/library/nginx:1 linux/arm64,linux/amd64
                [PORTER]nginx:1谢谢(arm64) → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx(arm64) → docker.io/library/nginx:latest linux/arm64
                [PORTER]bitnami/redis(稳定版) → docker.io/bitnami/redis:latest
                [PORTER]nginx arm64 → docker.io/library/nginx:latest linux/arm64
                [PORTER]nginx:1 all → docker.io/library/nginx:1 all
                [PORTER]mirror nginx:1 for all of us → docker.io/library/nginx:1
                [PORTER]nginx:1 arm64| → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 linux / arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 amd64|arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1, linux/arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1，arm64架构，谢谢 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1，谢谢 → docker.io/library/nginx:1
                [PORTER]a/envoy:v1.30 arm64 / amd64 → docker.io/a/envoy:v1.30 linux/arm64,linux/amd64
                [PORTER]a/envoy amd64/arm64 谢谢 → docker.io/a/envoy:latest linux/amd64,linux/arm64
                [PORTER]nginx:1|amd64/arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1 ,linux/arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 平台：arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 platform=linux/arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 arm64架构 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 amd64和arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]docker pull --platform linux/amd64, linux/arm64 nginx:1 → docker.io/library/nginx:1 linux/arm64,linux/amd64
                [PORTER]amd64/nginx:1 → docker.io/amd64/nginx:1
                [PORTER]linux/arm64:1 → docker.io/linux/arm64:1
                [PORTER]nginx:arm64 → docker.io/library/nginx:arm64
                [PORTER]linux/foo:1 arm64 → docker.io/linux/foo:1 linux/arm64
                [PORTER]linux/foo → docker.io/linux/foo:latest
                // prose refuses nothing
                [PORTER]ghcr.io/foo/bar:v1 not working on my x86 server → ghcr.io/foo/bar:v1
                [PORTER]ghcr.io/foo/bar:v1 (linux/glibc) → ghcr.io/foo/bar:v1
                [PORTER]ghcr.io/foo/bar:v1 for windows/WSL → ghcr.io/foo/bar:v1
                [PORTER]ghcr.io/foo/bar:v1 for windows/WSL and linux/arm64 → ghcr.io/foo/bar:v1 linux/arm64
                [PORTER]redis:7 x86版 → docker.io/library/redis:7
                [PORTER]redis:7 x86版 arm64 → docker.io/library/redis:7 linux/arm64
                [PORTER]redis:7 arm版 → docker.io/library/redis:7
                [PORTER]redis:7 arm服务器用 → docker.io/library/redis:7
                [PORTER]redis:7 arm → docker.io/library/redis:7
                [PORTER]redis:7 linux/arm → docker.io/library/redis:7 linux/arm
                [PORTER]redis:7|arm → docker.io/library/redis:7 linux/arm
                [PORTER]docker pull --platform arm redis:7 → docker.io/library/redis:7 linux/arm
                [PORTER]bitnami/kubectl x86 → docker.io/bitnami/kubectl:latest
                [PORTER]nginx:1(x86) → docker.io/library/nginx:1
                [PORTER]nginx:1 镜像 → docker.io/library/nginx:1
                [PORTER]🚀 nginx:1 → docker.io/library/nginx:1
                // charts and models
                [PORTER]helm pull oci://ghcr.io/o/c --version 1.2.3 → ghcr.io/o/c:1.2.3
                [PORTER]$ helm install my-release oci://ghcr.io/o/c --version=1.2.3 -n kube-system → ghcr.io/o/c:1.2.3
                [PORTER]helm install --version '1.2.3' demo "oci://ghcr.io/o/c" --set image.tag=7 → ghcr.io/o/c:1.2.3
                [PORTER]helm upgrade --install demo oci://ghcr.io/o/c --version="1.2.3" --set image=quay.io/a/b:1 --wait → ghcr.io/o/c:1.2.3
                [PORTER]helm template --version v1.2.3+build.5 demo oci://ghcr.io/o/c -f env/values.yaml → ghcr.io/o/c:v1.2.3_build.5
                [PORTER]helm show values oci://ghcr.io/o/c → ghcr.io/o/c:latest
                [PORTER]helm pull oci://ghcr.io/o/c:1.2.3 --version 1.2.3 → ghcr.io/o/c:1.2.3
                [PORTER]helm pull oci://ghcr.io/o/c@sha256:SHA --version 1.2.3 → ghcr.io/o/c:1.2.3@sha256:SHA
                [PORTER]helm pull oci://localhost:5000/c --version 1.2.3 → localhost:5000/c:1.2.3
                [PORTER]oci://ghcr.io/o/c --version 1.2.3 → ghcr.io/o/c:1.2.3
                [PORTER]--version 1.2.3 oci://ghcr.io/o/c → ghcr.io/o/c:1.2.3
                [PORTER]OCI://ghcr.io/o/c --version 1.2.3|linux/arm64 → ghcr.io/o/c:1.2.3 linux/arm64
                [PORTER]oci://ghcr.io/o/c:1.2.3 → ghcr.io/o/c:1.2.3
                [PORTER]ghcr.io/a/b:1.2.3+x → ghcr.io/a/b:1.2.3_x
                [PORTER]ghcr.io/a/b:v1.2.3+x.1|all → ghcr.io/a/b:v1.2.3_x.1 all
                [PORTER]ghcr.io/a/b:1.2.3+x@sha256:SHA → ghcr.io/a/b:1.2.3_x@sha256:SHA
                [PORTER]helm/chart-testing:v3 → docker.io/helm/chart-testing:v3
                [PORTER]helm chart quay.io/a/b:1 → quay.io/a/b:1
                [PORTER]ollama pull llama3.2:1b → registry.ollama.ai/library/llama3.2:1b
                [PORTER]ollama pull llama3 → registry.ollama.ai/library/llama3:latest
                [PORTER]ollama run --verbose mannix/llama3:8b → registry.ollama.ai/mannix/llama3:8b
                [PORTER]ollama run qwen2.5:7b "why is the sky blue" → registry.ollama.ai/library/qwen2.5:7b
                [PORTER]ollama pull registry.example.com/a/b:1 → registry.example.com/a/b:1
                [PORTER]ollama pull localhost:5000/a/b → localhost:5000/a/b:latest
                [PORTER]ollama/ollama:0.5 → docker.io/ollama/ollama:0.5
                [PORTER]docker model pull ai/smollm2 → docker.io/ai/smollm2:latest
                [PORTER]docker model run ai/smollm2:360M → docker.io/ai/smollm2:360M
                [PORTER]oras pull ghcr.io/a/b:1 → ghcr.io/a/b:1
                [PORTER]oras copy ghcr.io/a/b:1 --to-oci-layout b:1 → ghcr.io/a/b:1
                [PORTER]flux pull artifact oci://ghcr.io/a/b:1 --output . → ghcr.io/a/b:1
                [PORTER]kit pull ghcr.io/a/b:1 → ghcr.io/a/b:1
                [PORTER]modctl pull ghcr.io/a/b:1 → ghcr.io/a/b:1
                [PORTER]tkn bundle list ghcr.io/a/b:1 → ghcr.io/a/b:1
                [PORTER]conftest pull ghcr.io/a/b:1 → ghcr.io/a/b:1
                [PORTER]conftest pull oci://ghcr.io/a/b:1 → ghcr.io/a/b:1
                """);
    }

    static Stream<Row> refused() {
        return Stream.concat(
                rows("""
                [PORTER] → no_image
                [PORTER]    → no_image
                [PORTER]please mirror this → no_image
                [PORTER]镜像 → no_image
                [PORTER]镜像名:tag → no_image
                [PORTER]1.5.1 → no_image
                [PORTER]v1.5.1 → no_image
                [PORTER]docker pull → no_image
                [PORTER]nginx alpine → no_image
                [PORTER]docker拉取 → no_image
                [PORTER]gcr.io/google-samples/hello-app 1.0 → invalid_tag
                [PORTER]https://gcr.io/v2/a/b/manifests/1 → no_image_address
                [PORTER]linux/arm64 please → no_image
                [PORTER]linux/arm64 → no_image
                [PORTER]arm64 → no_image
                [PORTER]|arm64 → no_image
                [PORTER]|banana → no_image
                [PORTER]all → no_image
                [PORTER]平台：linux/arm64 → no_image
                [PORTER]： → no_image
                [PORTER]; → no_image
                [PORTER]:latest → empty_name
                [PORTER]:latest。 → empty_name
                [PORTER]:latest|arm64 → empty_name
                [PORTER]:1.0 → empty_name
                [PORTER]:alpine → empty_name
                [PORTER]::nginx → empty_name
                [PORTER]:@sha256:SHA → empty_name
                [PORTER]gcr.io/ → empty_name
                [PORTER]gcr.io → empty_name
                [PORTER]gcr.io/:1 → empty_name
                [PORTER]/nginx:1 → empty_name
                [PORTER]@sha256:SHA → empty_name
                [PORTER]nginx:1:2 → several_tags
                [PORTER]helm pull oci://ghcr.io/o/c:1.2.3 --version 1.2.4 → several_tags
                [PORTER]helm pull oci://ghcr.io/o/c --version 1.2.3 --version=1.2.4 → several_tags
                [PORTER]helm pull oci://ghcr.io/o/c oci://ghcr.io/o/d --version 1 → several_images
                [PORTER]helm pull oci://ghcr.io/o/c --version ^1.2 → invalid_tag
                [PORTER]helm pull oci://ghcr.io/o/c --version $VERSION → variable
                [PORTER]ghcr.io/a/b:main+x → invalid_tag
                [PORTER]helm install my-redis bitnami/redis → chart_repository
                [PORTER]helm upgrade --install my-redis bitnami/redis --version 1.2.3 → chart_repository
                [PORTER]helm pull redis --repo https://charts.example.com → chart_repository
                [PORTER]helm template redis --repo=https://charts.example.com → chart_repository
                [PORTER]helm show values bitnami/redis|arm64 → chart_repository
                [PORTER]nginx:1 :2 → several_tags
                [PORTER]gcr.io/a:1/b:2 → several_tags
                [PORTER]nginx:1,2 → invalid_tag
                [PORTER]nginx:1,arm64 → invalid_tag
                [PORTER]nginx:1,linux/arm64 → invalid_tag
                [PORTER]quay.io/a/b:1,linux/amd64,linux/arm64 → invalid_tag
                [PORTER]nginx:1,redis:7,linux/arm64 → invalid_tag
                [PORTER]nginx:1,linux/banana → invalid_tag
                [PORTER]nginx:1,linux/arm64|amd64 → invalid_tag
                [PORTER]please mirror nginx:1,linux/arm64 → invalid_tag
                [PORTER]nginx:1;arm64 → invalid_tag
                [PORTER]nginx:1; linux/arm64 → invalid_tag
                [PORTER]nginx:1; reboot → invalid_tag
                [PORTER]nginx:1[0-9] → invalid_tag
                [PORTER]nginx:1.(2) → invalid_tag
                [PORTER]nginx:1(-alpine) → invalid_tag
                [PORTER]nginx:1{arm64} → invalid_tag
                [PORTER]nginx:$(id) → invalid_tag
                [PORTER]nginx: → invalid_tag
                [PORTER]nginx:-1 → invalid_tag
                [PORTER]nginx:${VERSION} → variable
                [PORTER]nginx:$VERSION → variable
                [PORTER]nginx:<tag> → placeholder
                [PORTER]<image>:<tag> → placeholder
                [PORTER]<image> → placeholder
                [PORTER]nginx:1。25 → invalid_tag
                [PORTER]nginx:111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111 → invalid_tag
                [PORTER]nginx@latest → invalid_digest
                [PORTER]nginx@sha256:abc → invalid_digest
                [PORTER]nginx@sha256:UPPER → invalid_digest
                [PORTER]nginx@md5:d41d8cd98f00b204e9800998ecf8427e → invalid_digest
                [PORTER]Nginx:1 → upper_case_repository
                [PORTER]gcr.io/Foo/bar:1 → upper_case_repository
                [PORTER]NGINX → upper_case_repository
                [PORTER]gcr.io/a/b:sha256-SHA → digest_tag
                [PORTER]gcr.io/a/b:sha256-SHA.sig → digest_tag
                [PORTER]gcr.io/a/b:sha256-SHA.att@sha256:SHA → digest_tag
                [PORTER]gcr.io/a/b:sha256-UPPER-x → digest_tag
                [PORTER]gcr.io/a/b:sha512-SHA5b161f051d017e55d358 → digest_tag
                [PORTER]selenium hub:4.21.0 → invalid_name
                [PORTER]nginx redis:7 → invalid_name
                [PORTER]gcr.io/google-samples hello-app:1.0 → invalid_name
                [PORTER]langgenius/dify-web langgenius/dify-api:1.2.0 → invalid_name
                [PORTER]docker pull nginx redis:7 → invalid_name
                [PORTER]nginx redis:7|arm64 → invalid_name
                [PORTER]nginx redis@sha256:SHA → invalid_name
                [PORTER]https://github.com/anjia0532/gcr.io_mirror → github_address
                [PORTER]https://github.com/anjia0532/gcr.io_mirror:v1.7.4 → github_address
                [PORTER]github.com/a/b → github_address
                [PORTER]git@github.com:a/b.git → github_address
                [PORTER]https://hub.docker.com/u/bitnami → no_image_address
                [PORTER]https://hub.docker.com/r/bitnami/redis/tags?page=1&name=7.2 → no_image_address
                [PORTER]https://example.com/?q=nginx → no_image_address
                [PORTER]https://example.com → no_image_address
                [PORTER]https://quay.io/repository/coreos → no_image_address
                [PORTER]https://console.cloud.google.com/gcr/images/a → no_image_address
                [PORTER]nginx:1|banana → invalid_platform
                [PORTER]nginx:1|linux/arm64/v8/x → invalid_platform
                [PORTER]nginx:1|linux/banana → invalid_platform
                [PORTER]nginx:1|arm64 rm -rf / → invalid_platform
                [PORTER]nginx:1 | sh → invalid_platform
                [PORTER]docker pull --platform nowhere nginx:1 → invalid_platform
                [PORTER]nginx:1|备注 → invalid_platform
                [PORTER]nginx:1|arm64, x86 → invalid_platform
                [PORTER]nginx:1|arm64 linux/banana → invalid_platform
                [PORTER]nginx:1|banana 谢谢 → invalid_platform
                [PORTER]nginx:1|amd64,banana → invalid_platform
                [PORTER]nginx:1|amd64,arm46 → invalid_platform
                [PORTER]nginx:1|arm64 && reboot → invalid_platform
                [PORTER]nginx:1|x86 → invalid_platform
                [PORTER]docker pull --platform x86 nginx:1 → invalid_platform
                [PORTER]nginx:1 linux/banana → invalid_platform
                [PORTER]nginx linux/banana → invalid_platform
                [PORTER]nginx linux/armv7 → invalid_platform
                [PORTER]need help with windows/wsl → no_image
                [PORTER]nginx:1 linux-arm64 → invalid_platform
                [PORTER]nginx:1 amd64/armv7 → invalid_platform
                [PORTER]nginx:1 armv7 → invalid_platform
                [PORTER]nginx:1(2|3) → invalid_platform
                [PORTER]nginx:1 redis:7 → several_images
                [PORTER]nginx:1,redis:7 → several_images
                [PORTER]nginx:1,bitnami/redis → several_images
                [PORTER]nginx:1(redis:7) → several_images
                [PORTER]nginx:1;  redis:7 → several_images
                [PORTER]skopeo copy docker://quay.io/a/b:1 docker://example.com/a/b:1 → several_images
                [PORTER]nginx:1 && rm -rf / → invalid_name
                [PORTER]nginx:1 ; reboot → invalid_name
                [PORTER]nginx:1 $(id) → invalid_name
                [PORTER]$(id) → invalid_name
                [PORTER]portainer&kafka → invalid_name
                [PORTER]nginx,linux/arm64 → invalid_name
                [PORTER]bitnami/redis,linux/arm64 → invalid_name
                [PORTER]nginx:1;linux/arm64 → invalid_name
                [PORTER]nginx:1 && id; → invalid_name
                [PORTER]ngi;nx → invalid_name
                [PORTER]../../etc/passwd → invalid_name
                [PORTER]gcr.io//a/b:1 → invalid_name
                [PORTER]gcr.io/a..b:1 → invalid_name
                [PORTER]gcr.io/谷歌/x:1 → invalid_name
                [PORTER]ngin\u0445:1 → invalid_name
                [PORTER]\u0430lpine:3 → invalid_name
                [PORTER]a--/b:1 → invalid_name
                [PORTER]-nginx_:1 → no_image
                [PORTER]nginx\0:1 → invalid_name
                [PORTER]nginx:1⏎redis:7 → invalid_name
                [PORTER]nginx\u202E:1 → invalid_name
                """),
                Stream.of(
                        new Row("[PORTER]a.b/" + "x".repeat(300), "", "invalid_name"),
                        new Row("[PORTER]" + "x".repeat(600), "", "too_long")));
    }

    static Stream<Row> ignored() {
        return Stream.concat(rows("""
                 → no_prefix
                    → no_prefix
                Bug: it does not work → no_prefix
                nginx → no_prefix
                请同步 nginx:1 → no_prefix
                please mirror nginx:1 → no_prefix
                docker pull nginx:1 → no_prefix
                Enter the image:tag here → no_prefix
                Re: [PORTER]nginx:1 → no_prefix
                PORTER nginx:1 → no_prefix
                [PORTE]nginx:1 → no_prefix
                [PORTERS] nginx:1 → no_prefix
                [Porter on Windows](https://example.com) → no_prefix
                [hub-mirror] nginx:1 → no_prefix
                nginx:1 redis:7 → no_prefix
                nginx:1,linux/arm64 → no_prefix
                ：nginx:1 → no_prefix
                nginx:1（备注） → no_prefix
                nginx:1:2 → no_prefix
                12:30 → no_prefix
                linux/arm64 → no_prefix
                https://github.com/a/b → no_prefix
                https://example.com/page → no_prefix
                Foo/Bar → no_prefix
                """), Stream.of(new Row("a/b:1".repeat(200), "", "no_prefix")));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void good(Row row) {
        assertThat(told(1, row.title, "")).isEqualTo(row.read);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void refused(Row row) {
        IssueReader.Reading reading = new IssueReader(1).read(row.title, null);
        assertThat(reading.meant()).isTrue();
        assertThat(told(1, row.title, null)).isEqualTo(row.read);
        String message = reading.found().get(0).refused().message();
        assertThat(message).isNotBlank().doesNotContain("\n").hasSizeLessThan(400);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void ignored(Row row) {
        assertThat(new IssueReader(1).read(row.title, "nginx:1").meant()).isFalse();
        assertThat(told(1, row.title, "nginx:1")).isEqualTo(row.read);
    }

    /** Requests as {@code source platforms} and refusals by their reason, one after another, and how many more there were. */
    static String told(int most, String title, String body) {
        IssueReader.Reading reading = new IssueReader(most).read(title, body);
        String told = reading.found().stream()
                .map(one -> one.readable()
                        ? one.source() + (one.platforms() == null ? "" : " " + one.platforms())
                        : one.refused().reason().code())
                .collect(Collectors.joining(" + "));
        return reading.dropped() == 0 ? told : told + " + " + reading.dropped() + " more";
    }

    /** Rows of {@code title → what is read}, or {@code title ‖ body → what is read}; {@code ⏎} ends a line. */
    static Stream<Row> rows(String table) {
        return Stream.of(table.split("\n"))
                .filter(line -> !line.startsWith("// "))
                .map(line -> {
                    String[] row = line.replace("⏎", "\n")
                            .replace("UPPER", SHA.toUpperCase())
                            .replace("SHA", SHA)
                            .split(" → ");
                    String[] written = row[0].split(" ‖ ", 2);
                    return new Row(written[0], written.length == 1 ? "" : written[1], row[1]);
                });
    }

    record Row(String title, String body, String read) {
        @Override
        public String toString() {
            return PlainText.quoted(title + " " + body);
        }
    }
}
