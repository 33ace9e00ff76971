package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.issue.TitlesTest.Row;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The specification of bodies: what serves where the title names no image, and what comes beside one that it names. */
class BodiesTest {
    /** The form of a widespread issue template: an example in a sentence, one in a list, links and a list of hosts. */
    private static final String TEMPLATE = """
            **目前仅仅支持一次同步一个镜像**

            **标题必须为 `[PORTER]镜像名:tag` 的格式，** 例如
            - `[PORTER]k8s.gcr.io/federation-controller-manager-arm64:v1.3.1-beta.1`
            - `[PORTER]gcr.io/google-containers/federation-controller-manager-arm64:v1.3.1-beta.1`

            **特别的**，如果要指定平台的话 `[PORTER]镜像名:tag|平台类型`
            - `[PORTER]busybox:latest|linux/arm64`
            - `[PORTER]busybox:latest|linux/arm/v7`

            可以参考 [已搬运镜像](https://github.com/example/mirror/issues?q=is%3Aissue+label%3Aporter+)

            **>>>>>>>>本项目目前仅支持 gcr.io、k8s.gcr.io、docker.io 镜像<<<<<<<<**
            """;

    static Stream<Row> one() {
        return Stream.concat(
                TitlesTest.rows("""
                nginx:1 → docker.io/library/nginx:1
                nginx → docker.io/library/nginx:latest
                ⏎⏎  nginx:1  ⏎⏎ → docker.io/library/nginx:1
                \r⏎nginx:1\r⏎redis:7\r⏎ → docker.io/library/nginx:1 + 1 more
                [PORTER]nginx:1 → docker.io/library/nginx:1
                `[PORTER]gcr.io/a/b:v1.1.0` → gcr.io/a/b:v1.1.0
                【porter】 nginx:1|arm64 → docker.io/library/nginx:1 linux/arm64
                hello⏎[PORTER]nginx:1 → docker.io/library/nginx:1
                nginx:1; → docker.io/library/nginx:1
                `nginx:1` → docker.io/library/nginx:1
                ```⏎nginx:1⏎``` → docker.io/library/nginx:1
                ```bash⏎docker pull nginx⏎``` → docker.io/library/nginx:latest
                ~~~⏎nginx:1⏎~~~ → docker.io/library/nginx:1
                $ docker pull --platform linux/arm64 nginx:1 → docker.io/library/nginx:1 linux/arm64
                # docker pull nginx:1 → docker.io/library/nginx:1
                - nginx:1 → docker.io/library/nginx:1
                1. nginx:1 → docker.io/library/nginx:1
                - [x] nginx:1 → docker.io/library/nginx:1
                - [ ] redis:7⏎- [x] nginx:1 → docker.io/library/nginx:1
                > nginx:1 → docker.io/library/nginx:1
                image: nginx:1 → docker.io/library/nginx:1
                    image: "quay.io/a/b:1" → quay.io/a/b:1
                  - image: nginx → docker.io/library/nginx:latest
                镜像：nginx:1 → docker.io/library/nginx:1
                镜像: gcr.io/a/b → gcr.io/a/b:latest
                FROM golang:1.22 AS build → docker.io/library/golang:1.22
                {⏎"platform":"",⏎"hub-mirror": [⏎"ghcr.io/a/b:release",⏎"ghcr.io/a/c:release"⏎]⏎} → ghcr.io/a/b:release + 1 more
                "image": "quay.io/a/b:1", → quay.io/a/b:1
                https://hub.docker.com/r/bitnami/redis → docker.io/bitnami/redis:latest
                [page](https://example.com/a) first⏎⏎quay.io/a/b:1 → quay.io/a/b:1
                ### Image⏎⏎gcr.io/x/y:1 → gcr.io/x/y:1
                ```⏎helm install demo \\⏎  oci://ghcr.io/o/c \\⏎  --version 1.2.3⏎``` → ghcr.io/o/c:1.2.3
                $ helm upgrade --install demo oci://ghcr.io/o/c \\⏎    --version 1.2.3 \\ → ghcr.io/o/c:1.2.3
                # helm pull oci://ghcr.io/o/c --version 1.2.3 → ghcr.io/o/c:1.2.3
                helm repo add bitnami https://charts.bitnami.com/bitnami⏎helm pull oci://ghcr.io/o/c --version 1 → ghcr.io/o/c:1
                ollama run llama3 → registry.ollama.ai/library/llama3:latest
                helm repo update⏎helm install my-redis bitnami/redis → chart_repository
                ### Image⏎⏎nginx⏎⏎### Why⏎⏎needed → docker.io/library/nginx:latest
                ### 镜像\r⏎\r⏎nginx\r⏎\r⏎### 平台\r⏎\r⏎linux/arm64 → docker.io/library/nginx:latest linux/arm64
                ### Image⏎⏎nginx:1⏎⏎### Platforms⏎⏎_No response_ → docker.io/library/nginx:1
                ### Image⏎⏎nginx:1⏎⏎### Platforms⏎⏎- [x] linux/amd64⏎- [ ] linux/s390x⏎- [x] linux/arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                ### Platforms⏎⏎arm64, amd64⏎⏎### Image⏎⏎nginx:1 → docker.io/library/nginx:1 linux/arm64,linux/amd64
                ### Platforms⏎⏎all⏎⏎### Image⏎⏎nginx:1 → docker.io/library/nginx:1 all
                ### Platforms⏎⏎all⏎⏎thanks⏎⏎### Image⏎⏎nginx:1 → docker.io/library/nginx:1 all
                ### Platforms⏎⏎arm64 please⏎⏎### Image⏎⏎nginx:1 → docker.io/library/nginx:1 linux/arm64
                ### 平台⏎⏎arm64架构⏎⏎### 镜像⏎⏎nginx:1 → docker.io/library/nginx:1 linux/arm64
                ### Image⏎⏎nginx arm64⏎⏎### Why⏎⏎needed → docker.io/library/nginx:latest linux/arm64
                nginx:1 linux/arm64 → docker.io/library/nginx:1 linux/arm64
                nginx:1 arm64 → docker.io/library/nginx:1 linux/arm64
                - nginx:1 amd64 arm64⏎- redis:7 → docker.io/library/nginx:1 linux/amd64,linux/arm64 + 1 more
                linux/arm64 nginx:1 → docker.io/library/nginx:1 linux/arm64
                nginx arm64 → docker.io/library/nginx:latest linux/arm64
                please mirror nginx:1 for linux/arm64 → docker.io/library/nginx:1 linux/arm64
                麻烦同步 nginx:1 arm64 谢谢！ → docker.io/library/nginx:1 linux/arm64
                麻烦同步 nginx:1⏎arm64 → docker.io/library/nginx:1 linux/arm64
                麻烦同步 nginx:arm64 谢谢 → docker.io/library/nginx:arm64
                nginx:1⏎linux/arm64 → docker.io/library/nginx:1 linux/arm64
                nginx:1⏎⏎- linux/amd64⏎- linux/arm64 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                nginx:1|amd64⏎linux/arm64 → docker.io/library/nginx:1 linux/amd64
                nginx:1⏎- [ ] linux/amd64⏎- [x] linux/arm64 → docker.io/library/nginx:1 linux/arm64
                platform: linux/arm64⏎nginx:1 → docker.io/library/nginx:1 linux/arm64
                镜像：nginx:1⏎平台：arm64 → docker.io/library/nginx:1 linux/arm64
                image: nginx:1⏎platforms: all → docker.io/library/nginx:1 all
                "image": "nginx:1",⏎"platform": "linux/arm64" → docker.io/library/nginx:1 linux/arm64
                [PORTER]|arm64⏎nginx:1 → docker.io/library/nginx:1 linux/arm64
                docker pull --platform linux/arm64 \\⏎  nginx:1 → docker.io/library/nginx:1 linux/arm64
                ### Image⏎⏎nginx:1|arm64⏎⏎### Platforms⏎⏎amd64 → docker.io/library/nginx:1 linux/arm64
                <!-- e.g. gcr.io/example/image:1 -->⏎nginx:1 → docker.io/library/nginx:1
                <!--⏎gcr.io/example/image:1⏎-->⏎nginx:1 → docker.io/library/nginx:1
                please mirror nginx:1, we need it → docker.io/library/nginx:1
                please mirror nginx:1 for linux/banana → docker.io/library/nginx:1
                I run x86 servers and want quay.io/foo/bar:1 please → quay.io/foo/bar:1
                quay.io/a/b:1，linux/s390x → quay.io/a/b:1 linux/s390x
                麻烦同步nginx:1，arm64架构 → docker.io/library/nginx:1 linux/arm64
                please mirror `quay.io/a/b` for us → quay.io/a/b:latest
                麻烦同步 nginx:1 谢谢！ → docker.io/library/nginx:1
                麻烦同步nginx:1谢谢 → docker.io/library/nginx:1
                see https://example.com/x/y at 12:30, I need redis:7 → docker.io/library/redis:7
                need redis:7 → docker.io/library/redis:7
                I need redis:7 or⏎nginx:1 → docker.io/library/nginx:1
                nginx:1:2⏎redis:7 → docker.io/library/redis:7
                linux/arm64⏎redis:7 → docker.io/library/redis:7 linux/arm64
                """),
                Stream.of(
                        new Row(TEMPLATE + "xiilab/vpf:cuda10.2", "", "docker.io/xiilab/vpf:cuda10.2"),
                        new Row(
                                TEMPLATE.replace(
                                        "k8s.gcr.io/federation-controller-manager-arm64:v1.3.1-beta.1",
                                        "gcr.io/ml-pipeline/frontend:2"),
                                "",
                                "gcr.io/ml-pipeline/frontend:2"),
                        new Row("nginx:1\n" + "x".repeat(200_000), "", "docker.io/library/nginx:1")));
    }

    static Stream<Row> none() {
        return Stream.concat(
                TitlesTest.rows("""
                 → no_image
                111 → no_image
                IMAGE SYNC → no_image
                I need an image, please. → no_image
                see https://github.com/a/b/issues/1 → no_image
                It failed at 12:30 and/or later → no_image
                linux/arm64 → no_image
                ### Platforms⏎⏎linux/arm64 → no_image
                <!-- nginx:1 --> → no_image
                <!-- nginx:1 → no_image
                - [ ] nginx:1 → no_image
                https://example.com/page → no_image
                | image | tag |⏎| --- | --- | → no_image
                nginx:1:2 → several_tags
                - quay.io/Foo/bar:1 → upper_case_repository
                docker pull nginx:1,2 → invalid_tag
                nginx:1,arm64 → invalid_tag
                nginx:1,linux/arm64 → invalid_tag
                [PORTER]https://github.com/a/b → github_address
                docker pull nginx:1 && reboot → invalid_name
                [PORTER]nginx:1|banana → invalid_platform
                nginx:1 linux/banana → invalid_platform
                nginx:1 armv7 → invalid_platform
                nginx:1⏎armv7 → invalid_platform
                ### Image⏎⏎nginx:1⏎⏎### Platforms⏎⏎linux/amd64, armv7 → invalid_platform
                hello all → no_image
                arm64 → no_image
                平台: linux/arm64 → no_image
                """),
                Stream.of(new Row(TEMPLATE, "", "no_image"), new Row("\n".repeat(70_000) + "nginx:1", "", "no_image")));
    }

    static Stream<Row> platformsOfTheTitle() {
        return TitlesTest.rows("""
                [PORTER]|arm64 ‖ nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER]：|arm64 ‖ nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER] linux/arm64 ‖ nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER]linux/amd64,linux/arm64 ‖ nginx:1 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]|all ‖ nginx:1 → docker.io/library/nginx:1 all
                [PORTER]all ‖ nginx:1 → docker.io/library/nginx:1 all
                [PORTER]arm64 please ‖ nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER]平台：linux/arm64 ‖ nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER](arm64) ‖ nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER]--platform linux/arm64 ‖ nginx:1 → docker.io/library/nginx:1 linux/arm64
                [PORTER]|arm64 ‖ nginx:1|amd64 → docker.io/library/nginx:1 linux/amd64
                [PORTER]|arm64 ‖ nginx:1 amd64 → docker.io/library/nginx:1 linux/amd64
                [PORTER] linux/arm64 ‖ docker pull --platform linux/amd64 nginx:1 → docker.io/library/nginx:1 linux/amd64
                [PORTER]|arm64 ‖ nginx:1⏎linux/amd64 → docker.io/library/nginx:1 linux/amd64
                [PORTER]|arm64 ‖ please mirror nginx:1 for us → docker.io/library/nginx:1 linux/arm64
                [PORTER]|arm64 ‖ please mirror nginx:1 on amd64 → docker.io/library/nginx:1 linux/amd64
                [PORTER]|arm64 ‖ ### Image⏎⏎nginx:1⏎⏎### Platforms⏎⏎amd64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]| ‖ nginx:1 arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER] ‖ nginx:1 → docker.io/library/nginx:1
                [PORTER]： ‖ nginx:1 → docker.io/library/nginx:1
                [PORTER]镜像名:tag|平台类型 ‖ nginx:1 → docker.io/library/nginx:1
                [PORTER]镜像名:tag|平台类型 ‖ nginx:1|arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]|banana ‖ nginx:1 → invalid_platform
                [PORTER]|banana ‖ nginx:1|arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]need help with windows/wsl ‖ nginx:1 → docker.io/library/nginx:1
                [PORTER]armv7 ‖ nginx:1 → invalid_platform
                [PORTER]amd64/arm64 ‖ nginx:1 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]linux/banana ‖ nginx:1 → docker.io/linux/banana:latest
                [PORTER]nginx:1 ‖ all → docker.io/library/nginx:1 all
                [PORTER]nginx:1 ‖ 支持 (arm64) → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 ‖ - arm64 🚀 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 ‖ arm64⏎amd64 → docker.io/library/nginx:1 linux/arm64,linux/amd64
                [PORTER]nginx:1 ‖ armv7 → invalid_platform
                [PORTER]nginx:1 ‖ x86 → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ docker pull nginx:1 --platform linux/arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]docker.io/nginx:1 ‖ it fails:⏎```⏎$ docker run -d -p 80:80 --platform=linux/arm64 nginx:1⏎``` → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|amd64 ‖ docker pull nginx:1 --platform linux/arm64 → docker.io/library/nginx:1 linux/amd64
                [PORTER]nginx:1 ‖ docker pull --platform linux/arm64 nginx:2 → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ docker pull --platform amd64 nginx:1⏎docker pull --platform arm64 nginx:1 → docker.io/library/nginx:1 linux/amd64,linux/arm64
                [PORTER]nginx:1 ‖ nginx:1 arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1 ‖ docker pull --platform banana nginx:1 → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ arm → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ 架构=鲲鹏920 arm → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ ### 架构⏎⏎arm → docker.io/library/nginx:1 linux/arm
                [PORTER]nginx:1 ‖ 运行平台：windows/WSL2 → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ platform = linux/centos7 → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ 架构: linux/麒麟 → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ ### Platforms⏎⏎x86 → invalid_platform
                [PORTER]nginx:1 ‖ 平台：arm64 → docker.io/library/nginx:1 linux/arm64
                [PORTER]nginx:1|amd64 ‖ linux/arm64 → docker.io/library/nginx:1 linux/amd64
                [PORTER]nginx:1 ‖ redis:7 arm64 → docker.io/library/nginx:1
                [PORTER]nginx:1 ‖ it fails on linux/arm64 → docker.io/library/nginx:1
                """);
    }

    /** How many images are allowed, title and body. */
    static Stream<Row> several() {
        return Stream.concat(
                TitlesTest.rows("""
                5 ‖ [PORTER]nginx:1 ‖ redis:7⏎quay.io/a/b:1 → docker.io/library/nginx:1 + docker.io/library/redis:7 + quay.io/a/b:1
                5 ‖ [PORTER]nginx:1 ‖ - redis:7|arm64⏎- nginx:1 → docker.io/library/nginx:1 + docker.io/library/redis:7 linux/arm64
                5 ‖ [PORTER]nginx:1 ‖ redis:7 arm64 → docker.io/library/nginx:1 + docker.io/library/redis:7 linux/arm64
                5 ‖ [PORTER]nginx:1 ‖ redis:7 arm64⏎quay.io/a/b:1 → docker.io/library/nginx:1 + docker.io/library/redis:7 linux/arm64 + quay.io/a/b:1
                5 ‖ [PORTER]nginx:1 ‖ redis:7⏎arm64⏎quay.io/a/b:1 → docker.io/library/nginx:1 + docker.io/library/redis:7 linux/arm64 + quay.io/a/b:1
                5 ‖ [PORTER]nginx:1 ‖ linux/arm64⏎redis:7 → docker.io/library/nginx:1 linux/arm64 + docker.io/library/redis:7 linux/arm64
                5 ‖ [PORTER]nginx:1 ‖ thanks in advance! → docker.io/library/nginx:1
                5 ‖ [PORTER]nginx:1 ‖ it is like redis:7 → docker.io/library/nginx:1
                5 ‖ [PORTER]nginx:1 ‖  → docker.io/library/nginx:1
                5 ‖ [PORTER]a:1 ‖ b:1 armv7 → docker.io/library/a:1 + invalid_platform
                5 ‖ [PORTER]|arm64 ‖ nginx:1⏎redis:7|amd64⏎a:1 → docker.io/library/nginx:1 linux/arm64 + docker.io/library/redis:7 linux/amd64 + docker.io/library/a:1 linux/arm64
                1 ‖ [PORTER]nginx:1 ‖ redis:7⏎quay.io/a/b:1 → docker.io/library/nginx:1
                1 ‖ [PORTER]nginx:1 ‖ ### Platform⏎⏎linux/arm64 → docker.io/library/nginx:1 linux/arm64
                1 ‖ [PORTER]nginx:1:2 ‖ redis:7 → several_tags
                3 ‖ [PORTER]a:1 ‖ b:1⏎a:1⏎c:1⏎d:1⏎e:1 → docker.io/library/a:1 + docker.io/library/b:1 + docker.io/library/c:1 + 2 more
                // of a list the name without a tag before one with is refused
                4 ‖ [PORTER]redis:7 nginx quay.io/a/b:1 mysql:8 ‖  → docker.io/library/redis:7 + quay.io/a/b:1 + docker.io/library/mysql:8 + invalid_name
                // one that cannot be read does not stop the others
                4 ‖ [PORTER]a:1 b:1 ‖ [PORTER]Nginx:1⏎c:1 → docker.io/library/a:1 + docker.io/library/b:1 + upper_case_repository + docker.io/library/c:1
                """),
                Stream.of(new Row("5", "[PORTER]nginx:1 ‖ " + TEMPLATE, "docker.io/library/nginx:1")));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void one(Row row) {
        assertThat(TitlesTest.told(1, "[PORTER]", row.title())).isEqualTo(row.read());
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void none(Row row) {
        assertThat(TitlesTest.told(1, "[PORTER] please mirror this", row.title()))
                .isEqualTo(row.read());
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void platformsOfTheTitle(Row row) {
        assertThat(TitlesTest.told(1, row.title(), row.body())).isEqualTo(row.read());
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void several(Row row) {
        String[] issue = row.body().split(" ‖ ", 2);
        assertThat(TitlesTest.told(Integer.parseInt(row.title()), issue[0], issue[1]))
                .isEqualTo(row.read());
    }
}
