package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.SwrLogin;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsTest {
    private static final String SWR = "swr.cn-north-4.myhuaweicloud.com";

    @TempDir
    Path home;

    private Given given;

    @BeforeEach
    void aDockerLogin() {
        given = Given.home(home).file(".docker/config.json", """
                        {"auths": {
                          "https://index.docker.io/v1/": {"username": "hub", "password": "of-docker"},
                          "mirror.example.com": {"username": "mirror", "password": "of-docker"},
                          "quay.io": {"username": "quay", "password": "of-docker"}}}
                        """);
    }

    @Test
    void aHostOfWhichNothingIsKnown() {
        assertThat(hosts().apply("gcr.io")).isEqualTo(HostSettings.of("gcr.io"));
    }

    @Test
    void theTargetsCredentialsGoBeforeAll() {
        given.config("registries.hosts.quay.io: {username: pull, password: x, max_connections: 3}")
                .environment("GENERIC_REGISTRY", "quay.io")
                .environment("GENERIC_USERNAME", "push")
                .environment("GENERIC_PASSWORD", "y");
        assertThat(hosts().apply("quay.io").credentials()).isEqualTo(new Credentials("push", "y"));
        assertThat(hosts().apply("quay.io").maxConnections()).isEqualTo(3);
        assertThat(hosts().apply("docker.io").credentials()).isEqualTo(new Credentials("hub", "of-docker"));
    }

    @Test
    void configuredCredentialsGoBeforeDockers() {
        given.config("registries.hosts.quay.io: {username: pull, password: x}");
        assertThat(hosts().apply("quay.io").credentials()).isEqualTo(new Credentials("pull", "x"));
    }

    @Test
    void anotherAddressGetsItsOwnCredentialsOfDocker() {
        given.config("registries.hosts: {docker.io: {endpoint: 'https://mirror.example.com'},"
                + " quay.io: {endpoint: 'http://127.0.0.1:5000'}}");
        HostSettings hub = hosts().apply("docker.io");
        assertThat(hub.credentials()).isEqualTo(new Credentials("mirror", "of-docker"));
        assertThat(hub.endpoint()).isEqualTo(URI.create("https://mirror.example.com"));
        assertThat(hosts().apply("quay.io").credentials()).isNull();
    }

    @Test
    void swrIsLoggedInToByItsKeys() {
        given.environment("GENERIC_REGISTRY", SWR)
                .environment("GENERIC_NAMESPACE", "team")
                .environment("HUAWEI_SWR_ACCESS_KEY", "AK")
                .environment("HUAWEI_SWR_SECRET_KEY", "SK");
        assertThat(hosts().apply(SWR).credentials()).isEqualTo(SwrLogin.of("cn-north-4", "AK", "SK"));
        assertThat(hosts().apply("gcr.io").credentials()).isNull();
    }

    @Test
    void swrsKeysGoToSwrOnly() {
        given.environment("GENERIC_REGISTRY", "registry.example.com")
                .environment("HUAWEI_SWR_ACCESS_KEY", "AK")
                .environment("HUAWEI_SWR_SECRET_KEY", "SK");
        assertThat(hosts().apply("registry.example.com").credentials()).isNull();
    }

    private Hosts hosts() {
        return new Hosts(given.settings(), Map.of("HOME", home.toString()));
    }
}
