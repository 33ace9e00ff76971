package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        return Stream.of(
                row("nginx:1", "docker.io/library/nginx:1"),
                row("nginx", "docker.io/library/nginx:latest"),
                row("\n\n  nginx:1  \n\n", "docker.io/library/nginx:1"),
                row("\r\nnginx:1\r\nredis:7\r\n", "docker.io/library/nginx:1"),
                row("[PORTER]nginx:1", "docker.io/library/nginx:1"),
                row("`[PORTER]gcr.io/a/b:v1.1.0`", "gcr.io/a/b:v1.1.0"),
                row("【porter】 nginx:1|arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER] nginx", "docker.io/library/nginx:latest"),
                row("hello\n[PORTER]nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]：nginx:1", "docker.io/library/nginx:1"),
                row("[PORTER]:nginx:1", "docker.io/library/nginx:1"),
                row("- nginx:1；", "docker.io/library/nginx:1"),
                row("nginx:1;", "docker.io/library/nginx:1"),
                row("nginx:1（备注）", "docker.io/library/nginx:1"),
                row("nginx:1(arm64)", "docker.io/library/nginx:1 linux/arm64"),
                row("`nginx:1`", "docker.io/library/nginx:1"),
                row("```\nnginx:1\n```", "docker.io/library/nginx:1"),
                row("```bash\ndocker pull nginx\n```", "docker.io/library/nginx:latest"),
                row("~~~\nnginx:1\n~~~", "docker.io/library/nginx:1"),
                row("$ docker pull --platform linux/arm64 nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("# docker pull nginx:1", "docker.io/library/nginx:1"),
                row("podman pull quay.io/a/b", "quay.io/a/b:latest"),
                row("- nginx:1", "docker.io/library/nginx:1"),
                row("* nginx:1", "docker.io/library/nginx:1"),
                row("1. nginx:1", "docker.io/library/nginx:1"),
                row("2) `nginx:1`", "docker.io/library/nginx:1"),
                row("- [x] nginx:1", "docker.io/library/nginx:1"),
                row("- [ ] redis:7\n- [x] nginx:1", "docker.io/library/nginx:1"),
                row("> nginx:1", "docker.io/library/nginx:1"),
                row("image: nginx:1", "docker.io/library/nginx:1"),
                row("    image: \"quay.io/a/b:1\"", "quay.io/a/b:1"),
                row("  - image: nginx", "docker.io/library/nginx:latest"),
                row("镜像：nginx:1", "docker.io/library/nginx:1"),
                row("镜像: gcr.io/a/b", "gcr.io/a/b:latest"),
                row("FROM golang:1.22 AS build", "docker.io/library/golang:1.22"),
                row(
                        "{\n\"platform\":\"\",\n\"hub-mirror\": [\n\"ghcr.io/a/b:release\",\n\"ghcr.io/a/c:release\"\n]\n}",
                        "ghcr.io/a/b:release"),
                row("\"image\": \"quay.io/a/b:1\",", "quay.io/a/b:1"),
                row("https://hub.docker.com/r/bitnami/redis", "docker.io/bitnami/redis:latest"),
                row("[page](https://example.com/a) first\n\nquay.io/a/b:1", "quay.io/a/b:1"),
                row("### Image\n\ngcr.io/x/y:1", "gcr.io/x/y:1"),
                row("### Image\n\nnginx\n\n### Why\n\nneeded", "docker.io/library/nginx:latest"),
                row(
                        "### 镜像\r\n\r\nnginx\r\n\r\n### 平台\r\n\r\nlinux/arm64",
                        "docker.io/library/nginx:latest linux/arm64"),
                row("### Image\n\nnginx:1\n\n### Platforms\n\n_No response_", "docker.io/library/nginx:1"),
                row(
                        "### Image\n\nnginx:1\n\n### Platforms\n\n- [x] linux/amd64\n- [ ] linux/s390x\n- [x] linux/arm64",
                        "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row(
                        "### Platforms\n\narm64, amd64\n\n### Image\n\nnginx:1",
                        "docker.io/library/nginx:1 linux/arm64,linux/amd64"),
                row("### Platforms\n\nall\n\n### Image\n\nnginx:1", "docker.io/library/nginx:1 all"),
                row("### Platforms\n\nall, arm64\n\n### Image\n\nnginx:1", "docker.io/library/nginx:1 all"),
                row("### Platforms\n\n- [x] arm64\n- [x] all\n\n### Image\n\nnginx:1", "docker.io/library/nginx:1 all"),
                row("### Platforms\n\nall\n\nthanks\n\n### Image\n\nnginx:1", "docker.io/library/nginx:1 all"),
                row("### Platforms\n\narm64 please\n\n### Image\n\nnginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("### 平台\n\narm64架构\n\n### 镜像\n\nnginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("### Platforms\n\nlinux / arm64\n\n### Image\n\nnginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("### Image\n\nnginx arm64\n\n### Why\n\nneeded", "docker.io/library/nginx:latest linux/arm64"),
                row("nginx:1|all,arm64", "docker.io/library/nginx:1 all"),
                row("nginx:1 all", "docker.io/library/nginx:1 all"),
                row("nginx:1 linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("nginx:1 linux / arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("nginx:1 arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("- nginx:1 amd64 arm64\n- redis:7", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("linux/arm64 nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("nginx:1, linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("nginx arm64", "docker.io/library/nginx:latest linux/arm64"),
                row("bitnami/redis arm64", "docker.io/bitnami/redis:latest linux/arm64"),
                row("please mirror nginx:1 for linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("麻烦同步 nginx:1 arm64 谢谢！", "docker.io/library/nginx:1 linux/arm64"),
                row("麻烦同步 nginx:1\narm64", "docker.io/library/nginx:1 linux/arm64"),
                row("麻烦同步 nginx:arm64 谢谢", "docker.io/library/nginx:arm64"),
                row("nginx:1\nlinux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("nginx:1\n\n- linux/amd64\n- linux/arm64", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                row("nginx:1|amd64\nlinux/arm64", "docker.io/library/nginx:1 linux/amd64"),
                row("nginx:1\n- [ ] linux/amd64\n- [x] linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("platform: linux/arm64\nnginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("镜像：nginx:1\n平台：arm64", "docker.io/library/nginx:1 linux/arm64"),
                row("image: nginx:1\nplatforms: all", "docker.io/library/nginx:1 all"),
                row("\"image\": \"nginx:1\",\n\"platform\": \"linux/arm64\"", "docker.io/library/nginx:1 linux/arm64"),
                row("[PORTER]|arm64\nnginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("docker pull --platform linux/arm64 \\\n  nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                row("### Image\n\nnginx:1|arm64\n\n### Platforms\n\namd64", "docker.io/library/nginx:1 linux/arm64"),
                row("<!-- e.g. gcr.io/example/image:1 -->\nnginx:1", "docker.io/library/nginx:1"),
                row("<!--\ngcr.io/example/image:1\n-->\nnginx:1", "docker.io/library/nginx:1"),
                row("please mirror nginx:1, we need it", "docker.io/library/nginx:1"),
                row("please mirror nginx:1 for linux/banana", "docker.io/library/nginx:1"),
                row("I run x86 servers and want quay.io/foo/bar:1 please", "quay.io/foo/bar:1"),
                row("nginx:1 x86", "docker.io/library/nginx:1"),
                row("quay.io/a/b:1，linux/s390x", "quay.io/a/b:1 linux/s390x"),
                row("麻烦同步nginx:1，arm64架构", "docker.io/library/nginx:1 linux/arm64"),
                row("please mirror `quay.io/a/b` for us", "quay.io/a/b:latest"),
                row("麻烦同步 nginx:1 谢谢！", "docker.io/library/nginx:1"),
                row("麻烦同步nginx:1谢谢", "docker.io/library/nginx:1"),
                row("see https://example.com/x/y at 12:30, I need redis:7", "docker.io/library/redis:7"),
                row("need redis:7", "docker.io/library/redis:7"),
                row("I need redis:7 or\nnginx:1", "docker.io/library/nginx:1"),
                row("nginx:1:2\nredis:7", "docker.io/library/redis:7"),
                row("linux/arm64\nredis:7", "docker.io/library/redis:7 linux/arm64"),
                row(TEMPLATE + "xiilab/vpf:cuda10.2", "docker.io/xiilab/vpf:cuda10.2"),
                row(
                        TEMPLATE.replace(
                                "k8s.gcr.io/federation-controller-manager-arm64:v1.3.1-beta.1",
                                "gcr.io/ml-pipeline/frontend:2"),
                        "gcr.io/ml-pipeline/frontend:2"),
                row("nginx:1\n" + "x".repeat(200_000), "docker.io/library/nginx:1"));
    }

    static Stream<Row> none() {
        return Stream.of(
                row("", "no_image"),
                row("111", "no_image"),
                row("IMAGE SYNC", "no_image"),
                row("I need an image, please.", "no_image"),
                row("see https://github.com/a/b/issues/1", "no_image"),
                row("It failed at 12:30 and/or later", "no_image"),
                row("linux/arm64", "no_image"),
                row("### Platforms\n\nlinux/arm64", "no_image"),
                row("<!-- nginx:1 -->", "no_image"),
                row("<!-- nginx:1", "no_image"),
                row("- [ ] nginx:1", "no_image"),
                row("https://example.com/page", "no_image"),
                row("| image | tag |\n| --- | --- |", "no_image"),
                row(TEMPLATE, "no_image"),
                row("selenium hub:4.21.0", "invalid_name"),
                row("nginx:1:2", "several_tags"),
                row("[PORTER]Nginx:1", "upper_case_repository"),
                row("- quay.io/Foo/bar:1", "upper_case_repository"),
                row("docker pull nginx:1,2", "invalid_tag"),
                row("nginx:1,arm64", "invalid_tag"),
                row("nginx:1,linux/arm64", "invalid_tag"),
                row("nginx:1; linux/arm64", "invalid_tag"),
                row("[PORTER]https://github.com/a/b", "github_address"),
                row("docker pull nginx:1 && reboot", "invalid_name"),
                row("[PORTER]nginx:1|banana", "invalid_platform"),
                row("nginx:1 linux/banana", "invalid_platform"),
                row("nginx:1 armv7", "invalid_platform"),
                row("nginx:1\narmv7", "invalid_platform"),
                row("### Image\n\nnginx:1\n\n### Platforms\n\nlinux/amd64, armv7", "invalid_platform"),
                row("hello all", "no_image"),
                row("arm64", "no_image"),
                row("平台: linux/arm64", "no_image"),
                row("\n".repeat(70_000) + "nginx:1", "no_image"));
    }

    static Stream<TitleAndBody> platformsOfTheTitle() {
        return Stream.of(
                new TitleAndBody("[PORTER]|arm64", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER] |arm64", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]｜linux/arm64", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]：|arm64", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER] linux/arm64", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]arm64", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]linux/arm/v7", "nginx:1", "docker.io/library/nginx:1 linux/arm/v7"),
                new TitleAndBody(
                        "[PORTER]linux/amd64,linux/arm64",
                        "nginx:1",
                        "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                new TitleAndBody("[PORTER]|all", "nginx:1", "docker.io/library/nginx:1 all"),
                new TitleAndBody("[PORTER]|all,arm64", "nginx:1", "docker.io/library/nginx:1 all"),
                new TitleAndBody("[PORTER]all", "nginx:1", "docker.io/library/nginx:1 all"),
                new TitleAndBody("[PORTER]arm64 please", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]平台：linux/arm64", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER](arm64)", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]--platform linux/arm64", "nginx:1", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]|arm64", "nginx:1|amd64", "docker.io/library/nginx:1 linux/amd64"),
                new TitleAndBody("[PORTER]|arm64", "nginx:1 amd64", "docker.io/library/nginx:1 linux/amd64"),
                new TitleAndBody(
                        "[PORTER] linux/arm64",
                        "docker pull --platform linux/amd64 nginx:1",
                        "docker.io/library/nginx:1 linux/amd64"),
                new TitleAndBody("[PORTER]|arm64", "nginx:1\nlinux/amd64", "docker.io/library/nginx:1 linux/amd64"),
                new TitleAndBody(
                        "[PORTER]|arm64", "please mirror nginx:1 for us", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody(
                        "[PORTER]|arm64", "please mirror nginx:1 on amd64", "docker.io/library/nginx:1 linux/amd64"),
                new TitleAndBody(
                        "[PORTER]|arm64",
                        "### Image\n\nnginx:1\n\n### Platforms\n\namd64",
                        "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]|", "nginx:1 arm64", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]", "nginx:1", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]：", "nginx:1", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]镜像名:tag|平台类型", "nginx:1", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]镜像名:tag|平台类型", "nginx:1|arm64", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]|banana", "nginx:1", "invalid_platform"),
                new TitleAndBody("[PORTER]|banana", "nginx:1|arm64", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]need help with windows/wsl", "nginx:1", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]armv7", "nginx:1", "invalid_platform"),
                new TitleAndBody("[PORTER]amd64/arm64", "nginx:1", "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                new TitleAndBody("[PORTER]amd64/armv7", "nginx:1", "invalid_platform"),
                new TitleAndBody("[PORTER]linux-arm64", "nginx:1", "invalid_platform"),
                new TitleAndBody("[PORTER]linux/banana", "nginx:1", "docker.io/linux/banana:latest"),
                new TitleAndBody("[PORTER]nginx:1", "all", "docker.io/library/nginx:1 all"),
                new TitleAndBody("[PORTER]nginx:1", "linux/arm64", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]nginx:1", "支持 (arm64)", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]nginx:1", "- arm64 🚀", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody(
                        "[PORTER]nginx:1", "arm64\namd64", "docker.io/library/nginx:1 linux/arm64,linux/amd64"),
                new TitleAndBody("[PORTER]nginx:1", "armv7", "invalid_platform"),
                new TitleAndBody("[PORTER]nginx:1", "x86", "docker.io/library/nginx:1"),
                new TitleAndBody(
                        "[PORTER]nginx:1",
                        "docker pull nginx:1 --platform linux/arm64",
                        "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody(
                        "[PORTER]docker.io/nginx:1",
                        "it fails:\n```\n$ docker run -d -p 80:80 --platform=linux/arm64 nginx:1\n```",
                        "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody(
                        "[PORTER]nginx:1|amd64",
                        "docker pull nginx:1 --platform linux/arm64",
                        "docker.io/library/nginx:1 linux/amd64"),
                new TitleAndBody(
                        "[PORTER]nginx:1", "docker pull --platform linux/arm64 nginx:2", "docker.io/library/nginx:1"),
                new TitleAndBody(
                        "[PORTER]nginx:1",
                        "docker pull --platform amd64 nginx:1\ndocker pull --platform arm64 nginx:1",
                        "docker.io/library/nginx:1 linux/amd64,linux/arm64"),
                new TitleAndBody("[PORTER]nginx:1", "nginx:1 arm64", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody(
                        "[PORTER]nginx:1", "docker pull --platform banana nginx:1", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]nginx:1", "arm", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]nginx:1", "架构=鲲鹏920 arm", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]nginx:1", "### 架构\n\narm", "docker.io/library/nginx:1 linux/arm"),
                new TitleAndBody("[PORTER]nginx:1", "运行平台：windows/WSL2", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]nginx:1", "platform = linux/centos7", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]nginx:1", "架构: linux/麒麟", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]nginx:1", "### Platforms\n\nx86", "invalid_platform"),
                new TitleAndBody("[PORTER]nginx:1", "平台：arm64", "docker.io/library/nginx:1 linux/arm64"),
                new TitleAndBody("[PORTER]nginx:1|amd64", "linux/arm64", "docker.io/library/nginx:1 linux/amd64"),
                new TitleAndBody("[PORTER]nginx:1", "redis:7 arm64", "docker.io/library/nginx:1"),
                new TitleAndBody("[PORTER]nginx:1", "it fails on linux/arm64", "docker.io/library/nginx:1"));
    }

    static Stream<Row> several() {
        return Stream.of(
                row("redis:7\nquay.io/a/b:1", "docker.io/library/nginx:1 + docker.io/library/redis:7 + quay.io/a/b:1"),
                row("- redis:7|arm64\n- nginx:1", "docker.io/library/nginx:1 + docker.io/library/redis:7 linux/arm64"),
                row("redis:7 arm64", "docker.io/library/nginx:1 + docker.io/library/redis:7 linux/arm64"),
                row(
                        "redis:7 arm64\nquay.io/a/b:1",
                        "docker.io/library/nginx:1 + docker.io/library/redis:7 linux/arm64 + quay.io/a/b:1"),
                row(
                        "redis:7\narm64\nquay.io/a/b:1",
                        "docker.io/library/nginx:1 + docker.io/library/redis:7 linux/arm64 + quay.io/a/b:1"),
                row(
                        "linux/arm64\nredis:7",
                        "docker.io/library/nginx:1 linux/arm64 + docker.io/library/redis:7 linux/arm64"),
                row("thanks in advance!", "docker.io/library/nginx:1"),
                row("it is like redis:7", "docker.io/library/nginx:1"),
                row(TEMPLATE, "docker.io/library/nginx:1"),
                row("", "docker.io/library/nginx:1"));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void one(Row row) {
        assertThat(TitlesTest.told(new IssueReader(1).read("[PORTER]", row.body)))
                .isEqualTo(row.result);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void none(Row row) {
        assertThat(TitlesTest.told(new IssueReader(1).read("[PORTER] please mirror this", row.body)))
                .isEqualTo(row.result);
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void platformsOfTheTitle(TitleAndBody row) {
        assertThat(TitlesTest.told(new IssueReader(1).read(row.title, row.body)))
                .isEqualTo(row.result);
    }

    @Test
    void aFurtherImageOnAnUnknownPlatformIsRefused() {
        Reading.Requests reading = (Reading.Requests) new IssueReader(5).read("[PORTER]a:1", "b:1 armv7");

        assertThat(TitlesTest.told(reading)).isEqualTo("docker.io/library/a:1");
        assertThat(reading.refused()).extracting(Refusal::reason).containsExactly(Reason.INVALID_PLATFORM);
    }

    @Test
    void platformsOfATitleWithoutAnImageHoldForAllImagesOfTheBody() {
        Reading reading = new IssueReader(5).read("[PORTER]|arm64", "nginx:1\nredis:7|amd64\na:1");

        assertThat(TitlesTest.told(reading))
                .isEqualTo("docker.io/library/nginx:1 linux/arm64 + docker.io/library/redis:7 linux/amd64"
                        + " + docker.io/library/a:1 linux/arm64");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource
    void several(Row row) {
        assertThat(TitlesTest.told(new IssueReader(5).read("[PORTER]nginx:1", row.body)))
                .isEqualTo(row.result);
    }

    @Test
    void titleGoesFirstAndTheBodyIsLeftAloneWhereOneImageIsAllowed() {
        Reading reading = new IssueReader(1).read("[PORTER]nginx:1", "redis:7\nquay.io/a/b:1");

        assertThat(TitlesTest.told(reading)).isEqualTo("docker.io/library/nginx:1");
        assertThat(((Reading.Requests) reading).dropped()).isZero();
    }

    @Test
    void platformsOfAFormHoldForTheTitleToo() {
        Reading reading = new IssueReader(1).read("[PORTER]nginx:1", "### Platform\n\nlinux/arm64");

        assertThat(TitlesTest.told(reading)).isEqualTo("docker.io/library/nginx:1 linux/arm64");
    }

    @Test
    void aRefusedTitleIsNotReplacedByTheBody() {
        Reading reading = new IssueReader(1).read("[PORTER]nginx:1:2", "redis:7");

        assertThat(TitlesTest.told(reading)).isEqualTo("several_tags");
    }

    @Test
    void whatIsBeyondTheLimitIsCounted() {
        Reading.Requests reading = (Reading.Requests) new IssueReader(3).read("[PORTER]a:1", "b:1\na:1\nc:1\nd:1\ne:1");

        assertThat(TitlesTest.told(reading))
                .isEqualTo("docker.io/library/a:1 + docker.io/library/b:1 + docker.io/library/c:1");
        assertThat(reading.dropped()).isEqualTo(2);
    }

    @Test
    void ofAListTheNameWithoutATagBeforeOneWithIsRefused() {
        Reading.Requests reading =
                (Reading.Requests) new IssueReader(4).read("[PORTER]redis:7 nginx quay.io/a/b:1 mysql:8", "");

        assertThat(TitlesTest.told(reading))
                .isEqualTo("docker.io/library/redis:7 + quay.io/a/b:1 + docker.io/library/mysql:8");
        assertThat(reading.refused()).extracting(Refusal::text).containsExactly("nginx");
    }

    @Test
    void oneThatCannotBeReadDoesNotStopTheOthers() {
        Reading.Requests reading =
                (Reading.Requests) new IssueReader(4).read("[PORTER]a:1 b:1", "[PORTER]Nginx:1\nc:1");

        assertThat(TitlesTest.told(reading))
                .isEqualTo("docker.io/library/a:1 + docker.io/library/b:1 + docker.io/library/c:1");
        assertThat(reading.refused()).extracting(Refusal::reason).containsExactly(Reason.UPPER_CASE_REPOSITORY);
        assertThat(reading.refused()).extracting(Refusal::text).containsExactly("Nginx:1");
    }

    private static Row row(String body, String result) {
        return new Row(body, result);
    }

    record Row(String body, String result) {
        @Override
        public String toString() {
            return Quote.of(body);
        }
    }

    record TitleAndBody(String title, String body, String result) {
        @Override
        public String toString() {
            return Quote.of(title + " / " + body);
        }
    }
}
