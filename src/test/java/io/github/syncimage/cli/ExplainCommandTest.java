package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code explain} prints and how it ends. */
class ExplainCommandTest {
    private String out = "";
    private String err = "";

    @TempDir
    private Path folder;

    @Test
    void saysWhatWouldBeMirrored() {
        assertThat(explain("--set=registries.generic.registry=r.example.com", "--title", "【porter】nginx：alpine"))
                .isZero();
        assertThat(out)
                .isEqualTo("{\"outcome\":\"mirror\",\"requests\":[{\"source\":\"docker.io/library/nginx:alpine\","
                        + "\"target\":\"r.example.com/nginx:alpine\",\"taken_by\":null,\"platforms\":[\"linux/amd64\",\"linux/arm64\"]}],"
                        + "\"reason\":null,\"message\":null,\"refused\":[]}" + System.lineSeparator());
    }

    @Test
    void tellsBothPlacesWhereArtifactsHaveTheirOwn() {
        assertThat(explain(
                        "--set=registries.generic.registry=r.example.com",
                        "--set=registries.generic.namespace=team",
                        "--set=registries.artifacts.registry=charts.example.com",
                        "--title",
                        "[PORTER]helm pull oci://ghcr.io/org/chart --version 1.2.3"))
                .isZero();
        assertThat(out)
                .contains("\"target\":\"r.example.com/team/chart:1.2.3\"")
                .contains("\"artifact_target\":\"charts.example.com/team/chart:1.2.3\"");
    }

    @Test
    void saysOfEachThatIsRefusedWhyAndWhatElseToAskFor() {
        assertThat(explain("--title", "[PORTER]docker.io/lscr.io/linuxserver/bazarr:1 redis:7"))
                .isZero();

        assertThat(out)
                .contains("\"outcome\":\"mirror\"")
                .endsWith("\"refused\":[{\"text\":\"docker.io/lscr.io/linuxserver/bazarr:1\","
                        + "\"reason\":\"mirror_address\",\"message\":\"docker.io/lscr.io/linuxserver/bazarr is a"
                        + " registry's name behind Docker Hub's; ask for the image by its upstream's\","
                        + "\"suggestion\":\"lscr.io/linuxserver/bazarr:1\"}]}" + System.lineSeparator());
    }

    /** Titles of other mirrors' issues, with the shipped rules and mirrors: source, or reason and suggestion. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "lscr.io/linuxserver/bazarr:lastest | lscr.io/linuxserver/bazarr:lastest | -",
                "mcr.microsoft.com/dreamacro/clash:latest | mcr.microsoft.com/dreamacro/clash:latest | -",
                "registry-1.docker.io/v2/ | no_image_address | -",
                "docker.io/lscr.io/linuxserver/bazarr:lastest | mirror_address | lscr.io/linuxserver/bazarr:lastest",
                "k8s-gcr.m.daocloud.io | empty_name | -",
                "swr.cn-north-4.myhuaweicloud.com/infiniflow/ragflow:dev | unsupported_registry | -",
                "swr.cn-east-3.myhuaweicloud.com/kubesre/registry.community.greenbone.net/community/gsad:stable | mirror_address | -",
                "registry.cn-hangzhou.aliyuncs.com/google_containers:latest | mirror_address | -",
                "registry.cn-hangzhou.aliyuncs.com/zhuyijun/x:1 | unsupported_registry | -",
                "registry.cn-hangzhou.aliyuncs.com/google_containers/coredns:v1.11.1 | mirror_address | registry.k8s.io/coredns/coredns:v1.11.1",
                "registry.aliyuncs.com/google_containers/nginx-ingress-controller:v1.9.4 | mirror_address | registry.k8s.io/ingress-nginx/controller:v1.9.4",
                "m.daocloud.io/docker.io/library/nginx:1 | mirror_address | docker.io/library/nginx:1",
                "m.daocloud.io/library/nginx:1 | mirror_address | -",
                "l5d.m.daocloud.io/linkerd/proxy:1 | mirror_address | -",
                "mcr.m.daocloud.io/dotnet/sdk:8.0 | mirror_address | mcr.microsoft.com/dotnet/sdk:8.0",
                "mirror.gcr.io/library/nginx:1 | mirror_address | docker.io/library/nginx:1",
                "x-m.daocloud.io/a/b:1 | unsupported_registry | -",
                "docker.io/datahub-broker:v0.14.1 | docker.io/library/datahub-broker:v0.14.1 | -",
                "docker.io/library/selenium/hub:4.21.0 | docker.io/library/selenium/hub:4.21.0 | -",
                "registry.k8s.io/gh-proxy-py:latest | registry.k8s.io/gh-proxy-py:latest | -",
                "{\"hub-mirror\": [\"nvcr.io/nvidia/pytorch:23.11-py3\"]} | nvcr.io/nvidia/pytorch:23.11-py3 | -",
                "us-central1-docker.pkg.dev/p/r/i:1 | us-central1-docker.pkg.dev/p/r/i:1 | -",
                "x-docker.pkg.dev.evil.com/a/b:1 | unsupported_registry | -",
            })
    void decidesOnRealTitles(String title, String decision, String suggestion) throws IOException {
        assertThat(explain("--title", "[PORTER]" + title)).isZero();

        JsonNode said = new ObjectMapper().readTree(out);
        boolean mirrored = said.path("outcome").asText().equals("mirror");
        assertThat(
                        mirrored
                                ? said.at("/requests/0/source").asText()
                                : said.at("/refused/0/reason").asText())
                .isEqualTo(decision);
        assertThat(said.at("/refused/0/suggestion").asText(null)).isEqualTo(suggestion);
    }

    @Test
    void worksWithoutAnyConfiguration() {
        assertThat(explain("--title", "[PORTER]nginx:alpine|all")).isZero();
        assertThat(out)
                .startsWith("{\"outcome\":\"mirror\",\"requests\":[{\"source\":\"docker.io/library/nginx:alpine\","
                        + "\"target\":null,\"taken_by\":null,\"platforms\":[\"all\"]}],\"reason\":null,\"message\":\"");
    }

    @Test
    void readsTheBodyWhateverItsBytes() throws IOException {
        Path body = folder.resolve("body.md");
        Files.write(body, new byte[] {(byte) 0xff, (byte) 0xfe, '\n', 'n', 'g', 'i', 'n', 'x', ':', '1', '\n'});

        assertThat(explain("--title", "[PORTER]", "--body-file", body.toString()))
                .isZero();
        assertThat(out).contains("docker.io/library/nginx:1");
    }

    @Test
    void answersEachLineOfAFileWithALine() throws IOException {
        Path titles = folder.resolve("titles.txt");
        Files.writeString(titles, "[PORTER]nginx:1\r\n\n[PORTER]a:1:2\n镜像\n\n", StandardCharsets.UTF_8);

        assertThat(explain("--titles-file", titles.toString())).isZero();
        assertThat(out.lines()
                        .map(line -> line.replaceAll(",.*reason", "…reason").replaceAll(",\"m.*", "")))
                .containsExactly(
                        "{\"outcome\":\"mirror\"…reason\":null",
                        "{\"outcome\":\"ignored\"…reason\":\"no_prefix\"",
                        "{\"outcome\":\"refused\"…reason\":\"several_tags\"",
                        "{\"outcome\":\"ignored\"…reason\":\"no_prefix\"",
                        "{\"outcome\":\"ignored\"…reason\":\"no_prefix\"");
    }

    @Test
    void knowsWhomAndWhatTheOperatorDenies() throws IOException {
        Files.createDirectories(folder.resolve("configs"));
        Files.writeString(folder.resolve("configs/rules.yaml"), "\"^docker.io/evil/\": deny\n\"^docker.io\": docker\n");
        Files.writeString(folder.resolve("configs/config.yaml"), "limits.denied_users: {Mallory: no more games}\n");

        explain("--title", "[PORTER]evil/x:1");
        explain("--title", "[PORTER]nginx:1", "--user", "mallory");
        explain("--title", "hello", "--user", "mallory");
        explain("--title", "[PORTER]nginx:1", "--user", "alice");

        assertThat(out.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("refused", "\"denied_image\"", "does not serve docker.io/evil/x"),
                        line -> assertThat(line).contains("refused", "\"denied_user\"", "no more games"),
                        line -> assertThat(line).contains("ignored"),
                        line -> assertThat(line).contains("\"mirror\""));
    }

    @Test
    void saysWhichRuleOnSignaturesCounts() throws IOException {
        Files.createDirectories(folder.resolve("configs"));
        Files.writeString(
                folder.resolve("configs/config.yaml"),
                "verify: { rules: [ { image: docker.io/evil/*, deny: true }, { image: docker.io/library/*, skip: true } ] }\n");

        explain("--title", "[PORTER]nginx:1");
        explain("--title", "[PORTER]quay.io/a/b:1");
        explain("--title", "[PORTER]evil/x:1");

        assertThat(out.lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"mirror\"", "\"verify\":\"", "docker.io/library/*"),
                        line -> assertThat(line).contains("\"mirror\"", "\"verify\":\"", "no rule"),
                        line -> assertThat(line).contains("refused", "\"denied_image\""));
    }

    @Test
    void saysWhichRuleIsAboutTheTarget() throws IOException {
        Files.createDirectories(folder.resolve("configs"));
        Files.writeString(
                folder.resolve("configs/config.yaml"),
                "registries: { generic: { registry: r.io, namespace: mirror } }\n"
                        + "verify: { rules: [ { target: r.io/mirror/trusted, skip: true } ] }\n");

        explain("--title", "[PORTER]ghcr.io/somebody/trusted:1");
        explain("--title", "[PORTER]ghcr.io/somebody/app:1");

        assertThat(out.lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"verify\":\"to r.io/mirror/trusted ("),
                        line -> assertThat(line).contains("\"verify\":\"no rule: not verified\""));
    }

    @Test
    void printsNothingButAscii() {
        explain("--title", "[PORTER]gcr.io/谷歌/x:1");

        assertThat(out).contains("\\u8C37").isASCII();
    }

    @Test
    void endsWithTwoWhenUsedWrongly() {
        assertThat(explain()).isEqualTo(2);
        assertThat(explain("--title", "x", "--titles-file", "y")).isEqualTo(2);
        assertThat(explain("--titles-file", folder.resolve("absent").toString()))
                .isEqualTo(2);
        assertThat(explain(
                        "--title", "x", "--body-file", folder.resolve("absent").toString()))
                .isEqualTo(2);
        assertThat(explain("--titles-file", "x", "--body-file", "y")).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err.lines().filter(line -> line.startsWith("sync-image: "))).hasSize(5);
    }

    private int explain(String... arguments) {
        CommandLineRun run = CommandLineRun.of(
                folder,
                Map.of(),
                Stream.concat(Stream.of("explain"), Stream.of(arguments)).toArray(String[]::new));
        out += run.out();
        err += run.err();
        return run.exitCode();
    }
}
