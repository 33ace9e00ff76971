package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackApp;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackHost;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.postprocess.swr.SwrHost;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.testing.AppKey;
import io.github.syncimage.testing.TunnelProxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code check --online} against servers that accept and refuse. */
@Tag("slow")
class OnlineCheckTest {
    private final LoopbackGitHub gitHub = new LoopbackGitHub("octo", "hello", "t0ken", "/api/v3");
    private final LoopbackRegistry target = new LoopbackRegistry();

    @BeforeEach
    void theLabelExists() {
        gitHub.open("[PORTER]nginx", "", "somebody", "porter");
    }

    @AfterEach
    void stop() {
        gitHub.close();
        target.close();
    }

    @Test
    void allIsWell() {
        CommandLineRun run = check();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).endsWith("; GitHub and the target answer\n");
        assertThat(run.exitCode()).isZero();
        assertThat(target.unfinishedUploads()).isZero();
        assertThat(target.repositories()).isEmpty();
    }

    @Test
    void thePlaceOfArtifactsIsTriedToo() {
        try (LoopbackRegistry other = new LoopbackRegistry()) {
            String[] options = {"--set", "registries.artifacts.registry=" + other.host()};
            assertThat(check(options).err()).isEmpty();
            assertThat(other.calls()).isNotEmpty();
            assertThat(other.repositories()).isEmpty();

            other.requireToken(new Credentials("ann", "secret"), false);
            assertThat(check(options).err()).startsWith(other.host() + ": registries.artifacts.username: ");
        }
    }

    @Test
    void aLabelThatIsNotThereYetIsAWarning() {
        CommandLineRun run = check("--set", "github.label=mirror-me");
        assertThat(run.err()).isEqualTo("warning: octo/hello has no label 'mirror-me' yet, so no issue can carry it\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void theTokenIsRefused() {
        CommandLineRun run = check("-t", "wr0ng");
        assertThat(run.err())
                .isEqualTo(gitHub.apiUrl() + ": github.token: GitHub does not accept it (401)\n")
                .doesNotContain("wr0ng");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void theRepositoryIsNotThere() {
        assertThat(check("-p", "other").err())
                .isEqualTo(gitHub.apiUrl() + ": github.repo: there is no repository octo/other,"
                        + " or the token may not see it (404)\n");
    }

    @Test
    void anAppLacksWhatItNeeds() {
        AppKey key = AppKey.one();
        LoopbackApp app = new LoopbackApp(key.publicKey(), "octo/hello", Clock.systemUTC());
        gitHub.through(app);
        String[] options = {
            "-t",
            "",
            "--set",
            "github.app.id=" + LoopbackApp.ID,
            "--set",
            "github.app.private_key=" + key.pkcs1(),
            "--set",
            "webhook.port=9443",
            "--set",
            "github.webhook_secret=0123456789abcdef"
        };
        assertThat(check(options).err()).isEmpty();

        app.events("issues");
        assertThat(check(options).err())
                .isEqualTo("warning: the App is not told of the event 'issue_comment': subscribe to it at"
                        + " https://github.com/settings/apps/our-mirror/permissions\n");

        app.permission("issues", "read");
        assertThat(check(options).err())
                .contains("github.app.id: the App's permission Issues: Read and write is to be set at"
                        + " https://github.com/settings/apps/our-mirror/permissions");

        app.permission("issues", "write");
        app.installed(false);
        assertThat(check(options).err()).contains("github.app.id: the GitHub App is not installed for octo/hello");

        options[5] = "github.app.private_key=" + AppKey.another().pkcs8();
        assertThat(check(options).err())
                .contains("is it a key of the App 123456?")
                .doesNotContain("BEGIN");
    }

    @Test
    void anAppThatServesWhoeverInstalledItIsCheckedAtEachOwner() {
        AppKey key = AppKey.one();
        try (LoopbackHost host = new LoopbackHost(null, "acme/one", "other/two")) {
            LoopbackApp acme = host.install(key.publicKey(), 11, "acme/one");
            LoopbackApp other = host.install(key.publicKey(), 22, "other/two");
            host.repository("acme/one").open("[PORTER]nginx", "", "ann", "porter");
            host.repository("other/two").open("[PORTER]nginx", "", "ann", "porter");
            String[] options = {
                "-t",
                "",
                "-u",
                "",
                "-p",
                "",
                "--set",
                "github.api_url=" + host.apiUrl(),
                "--set",
                "github.app.id=" + LoopbackApp.ID,
                "--set",
                "github.app.private_key=" + key.pkcs1()
            };
            CommandLineRun well = check(options);
            assertThat(well.err()).isEmpty();
            assertThat(well.out()).startsWith("ok: every repository that the GitHub App is installed for to ");

            acme.suspended(true);
            other.permission("issues", "read");
            assertThat(check(options).err())
                    .contains("warning: the App is suspended by acme: nothing of theirs is served")
                    .contains("github.app.id: the App's permission Issues: Read and write is not accepted yet by other:"
                            + " Settings, GitHub Apps, Review request");

            other.installed(false);
            assertThat(check(options).err()).contains("the App is installed for no repository with issues yet");
        }
    }

    @Test
    void theTargetWantsALogin() {
        target.requireToken(new Credentials("me", "pass"), true);
        assertThat(check().err())
                .startsWith(target.host() + ": registries.generic.username: could not")
                .hasLineCount(1);
        CommandLineRun run =
                check("--set", "registries.generic.username=me", "--set", "registries.generic.password=pass");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void theKeysOfSwrLogIn() {
        String swr = "swr.cn-southwest-2.myhuaweicloud.com";
        target.requireToken(SwrHost.login("cn-southwest-2", "AK", "SK"), true);
        String[] there = {
            "--set",
            "registries.generic.registry=" + swr,
            "--set",
            "registries.hosts." + swr + ".endpoint=" + target.uri(),
            "--set",
            "registries.huawei_swr.access_key=AK",
            "--set",
            "registries.huawei_swr.secret_key=SK"
        };
        assertThat(check(there).err()).isEmpty();
        there[there.length - 1] = "registries.huawei_swr.secret_key=wr0ng";
        CommandLineRun run = check(there);
        assertThat(run.err())
                .startsWith(swr + ": registries.")
                .doesNotContain("wr0ng")
                .hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void nobodyAnswers() {
        // Another server might get the port of one that was closed; nobody gets this one.
        String closed = "127.0.0.1:1";
        CommandLineRun run =
                check("--set", "github.api_url=http://" + closed, "--set", "registries.generic.registry=" + closed);
        assertThat(run.err().lines())
                .hasSize(2)
                .allMatch(line -> line.contains(closed))
                .anyMatch(line -> line.contains("github.api_url: it cannot be reached"))
                .anyMatch(line -> line.contains("registries.generic.registry: could not begin an upload"));
    }

    @Test
    void aProxyOfTheEnvironmentLeadsToGitHub() {
        try (TunnelProxy proxy = new TunnelProxy(9, null)) {
            CommandLineRun run = CommandLineRun.of(
                    Path.of("").toAbsolutePath(),
                    Map.of(
                            "HTTPS_PROXY", proxy.uri("").toString(),
                            "GITHUB_API_URL", "https://github.example",
                            "GENERIC_REGISTRY", target.host()),
                    "check --online -u octo -p hello -t t0ken".split(" "));
            assertThat(run.err()).startsWith("https://github.example: github.api_url: it cannot be reached");
            assertThat(proxy.calls()).containsExactly("CONNECT github.example:443 HTTP/1.1");
        }
    }

    private CommandLineRun check(String... more) {
        List<String> arguments = new ArrayList<>(List.of("check", "--online"));
        if (!List.of(more).contains("-u")) {
            arguments.addAll(List.of("-u", "octo"));
        }
        if (!List.of(more).contains("-p")) {
            arguments.addAll(List.of("-p", "hello"));
        }
        if (!List.of(more).contains("-t")) {
            arguments.addAll(List.of("-t", "t0ken"));
        }
        arguments.addAll(List.of("--set", "registries.generic.namespace=mirror"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(
                Path.of("").toAbsolutePath(),
                Map.of("GITHUB_API_URL", gitHub.apiUrl().toString(), "GENERIC_REGISTRY", target.host()),
                arguments.toArray(String[]::new));
    }
}
