package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code explain} prints and how it ends. */
class ExplainCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void saysWhatWouldBeMirrored() {
        assertThat(explain("--set=registries.generic.registry=r.example.com", "--title", "【porter】nginx：alpine"))
                .isZero();
        assertThat(out)
                .hasToString("{\"outcome\":\"mirror\",\"requests\":[{\"source\":\"docker.io/library/nginx:alpine\","
                        + "\"target\":\"r.example.com/nginx:alpine\",\"platforms\":[\"linux/amd64\",\"linux/arm64\"]}],"
                        + "\"reason\":null,\"message\":null,\"refused\":[]}" + System.lineSeparator());
    }

    @Test
    void saysOfEachThatIsRefusedWhyAndWhatElseToAskFor() {
        assertThat(explain("--title", "[PORTER]docker.io/lscr.io/linuxserver/bazarr:1 redis:7"))
                .isZero();

        assertThat(out.toString())
                .contains("\"outcome\":\"mirror\"")
                .endsWith("\"refused\":[{\"text\":\"docker.io/lscr.io/linuxserver/bazarr:1\","
                        + "\"reason\":\"mirror_address\",\"message\":\"docker.io/lscr.io/linuxserver/bazarr is a"
                        + " registry's name behind Docker Hub's; ask for the image by its upstream's\","
                        + "\"suggestion\":\"lscr.io/linuxserver/bazarr:1\"}]}" + System.lineSeparator());
    }

    @Test
    void worksWithoutAnyConfiguration() {
        assertThat(explain("--title", "[PORTER]nginx:alpine|all")).isZero();
        assertThat(out.toString())
                .startsWith("{\"outcome\":\"mirror\",\"requests\":[{\"source\":\"docker.io/library/nginx:alpine\","
                        + "\"target\":null,\"platforms\":[\"all\"]}],\"reason\":null,\"message\":\"");
    }

    @Test
    void readsTheBodyWhateverItsBytes() throws IOException {
        Path body = folder.resolve("body.md");
        Files.write(body, new byte[] {(byte) 0xff, (byte) 0xfe, '\n', 'n', 'g', 'i', 'n', 'x', ':', '1', '\n'});

        assertThat(explain("--title", "[PORTER]", "--body-file", body.toString()))
                .isZero();
        assertThat(out.toString()).contains("docker.io/library/nginx:1");
    }

    @Test
    void answersEachLineOfAFileWithALine() throws IOException {
        Path titles = folder.resolve("titles.txt");
        Files.writeString(titles, "[PORTER]nginx:1\r\n\n[PORTER]a:1:2\n镜像\n\n", StandardCharsets.UTF_8);

        assertThat(explain("--titles-file", titles.toString())).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(",.*reason", "…reason")
                        .replaceAll(",\"m.*", "")))
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

        assertThat(out.toString().lines())
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

        assertThat(out.toString().lines())
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
                        + "verify: { rules: [ { target: r.io/mirror/nginx, skip: true } ] }\n");

        explain("--title", "[PORTER]ghcr.io/somebody/nginx:1");
        explain("--title", "[PORTER]ghcr.io/somebody/app:1");

        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"verify\":\"to r.io/mirror/nginx ("),
                        line -> assertThat(line).contains("\"verify\":\"no rule: not verified\""));
    }

    @Test
    void printsNothingButAscii() {
        explain("--title", "[PORTER]gcr.io/谷歌/x:1");

        assertThat(out.toString()).contains("\\u8C37").isASCII();
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
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines().filter(line -> line.startsWith("sync-image: ")))
                .hasSize(5);
    }

    private int explain(String... arguments) {
        CommandLine line = SyncImage.commandLine(Map.of("SYNC_IMAGE_HOME", folder.toString()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        String[] all = new String[arguments.length + 1];
        all[0] = "explain";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return line.execute(all);
    }
}
