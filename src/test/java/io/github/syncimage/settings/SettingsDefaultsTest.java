package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.trust.VerifyRules;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        Settings settings = Given.home(home).settings();
        assertThat(settings.rules()).isEqualTo(Rules.DEFAULT);
        assertThat(settings.verify()).isEqualTo(VerifyRules.NONE);
        assertThat(settings.repositories()).isEmpty();
        assertThat(settings.hosts()).isEmpty();
        assertThat(settings.targetCredentials()).isNull();
        assertThat(settings.get(Keys.DATA_DIR)).isEqualTo(home.resolve("data"));
        assertThat(settings.get(Keys.TARGET_NAMESPACE)).isEmpty();
        assertThat(settings.get(Keys.DENIED_USERS)).isEmpty();
        assertThat(settings.get(Keys.TRUSTED_USERS)).isEmpty();
        assertThat(settings.get(Keys.WATCH_FILE)).isEmpty();
        assertThat(settings.get(Keys.GITHUB_TOKEN)).isNull();
        assertThat(settings.get(Keys.CONCURRENT_BLOBS)).isEqualTo(8);
        assertThat(settings.get(Keys.PAGE_PORT)).isEqualTo(8081);
    }

    @Test
    void theExampleHoldsNothingButDefaults() {
        Path example = Path.of("configs/config.example.yaml").toAbsolutePath();
        Settings settings = Given.home(home).settings(example.toString());
        Settings nothing = Given.home(home).settings();
        assertThat(settings.hosts())
                .isEqualTo(Map.of("docker.io", HostSettings.of("docker.io").withSharedConnections()));
        assertThat(settings)
                .usingRecursiveComparison()
                .ignoringFields("hosts", "sources")
                .isEqualTo(nothing);
    }
}
