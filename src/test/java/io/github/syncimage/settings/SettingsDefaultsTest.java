package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.report.Language;
import io.github.syncimage.settings.Settings.App;
import io.github.syncimage.settings.Settings.CopyEngine;
import io.github.syncimage.settings.Settings.DockerHub;
import io.github.syncimage.settings.Settings.GitHub;
import io.github.syncimage.settings.Settings.Limits;
import io.github.syncimage.settings.Settings.LogFormat;
import io.github.syncimage.settings.Settings.Page;
import io.github.syncimage.settings.Settings.Role;
import io.github.syncimage.settings.Settings.Swr;
import io.github.syncimage.settings.Settings.Target;
import io.github.syncimage.settings.Settings.Watch;
import io.github.syncimage.settings.Settings.Webhook;
import io.github.syncimage.trust.VerifyRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class SettingsDefaultsTest {
    @TempDir
    Path home;

    @Test
    void nothingIsGiven() {
        Mirrors mirrors = Given.home(home).settings().mirrors();
        assertThat(mirrors.upstreams())
                .hasSize(44)
                .containsEntry("m.daocloud.io", "")
                .containsEntry("mirror.gcr.io", "docker.io")
                .containsEntry("registry.aliyuncs.com/google_containers/coredns", "registry.k8s.io/coredns/coredns");
        Reserved reserved = Given.home(home).settings().reserved();
        assertThat(reserved.sources())
                .hasSize(159)
                .containsEntry("nginx", new Repository("docker.io", "library/nginx"))
                .containsEntry("rocket.chat", new Repository("docker.io", "library/rocket.chat"))
                .containsEntry("consul", new Repository("docker.io", "library/consul"))
                .containsEntry("etcd", new Repository("registry.k8s.io", "etcd"))
                .containsEntry("coredns", new Repository("registry.k8s.io", "coredns/coredns"));
        assertThat(Given.home(home).settings())
                .isEqualTo(new Settings(
                        new GitHub(
                                null,
                                null,
                                null,
                                null,
                                List.of(),
                                null,
                                URI.create("https://api.github.com"),
                                Duration.ofSeconds(30),
                                "porter",
                                400,
                                60),
                        new Webhook(0, "127.0.0.1", null),
                        PlatformSelection.parse("linux/amd64,linux/arm64"),
                        new Target(null, "", null, Dialect.AUTO),
                        new Swr(null, null, "cn-southwest-2", null, null, null, null, false),
                        new DockerHub(URI.create("https://hub.docker.com")),
                        Map.of(),
                        Rules.DEFAULT,
                        mirrors,
                        reserved,
                        Naming.IMAGE,
                        new Limits(
                                10, 2, 8, 20L << 30, 500L << 20, null, Duration.ofHours(6), 0, 0, List.of(), Map.of()),
                        CopyEngine.REGISTRY,
                        SignatureMode.AUTO,
                        VerifyRules.NONE,
                        Language.ZH,
                        new Watch(List.of(), 200),
                        new Page(8081, "127.0.0.1", null, true, null),
                        new App(
                                home.resolve("data"),
                                null,
                                Role.ALL,
                                null,
                                8080,
                                "127.0.0.1",
                                List.of(),
                                Level.INFO,
                                LogFormat.TEXT,
                                false)));
    }

    @Test
    void theExampleHoldsNothingButDefaults() {
        Path example = Path.of("configs/config.example.yaml").toAbsolutePath();
        Settings settings = Given.home(home).loaded(example.toString()).settings();
        Settings nothing = Given.home(home).settings();
        assertThat(settings.hosts())
                .isEqualTo(Map.of("docker.io", HostSettings.of("docker.io").withSharedConnections()));
        assertThat(settings).usingRecursiveComparison().ignoringFields("hosts").isEqualTo(nothing);
    }
}
