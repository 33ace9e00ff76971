package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.postprocess.swr.SwrHost;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
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
    void moreRequestsAtOnceGetMoreBlobsAndConnectionsWhereNoneAreSet() {
        given.config(
                "limits.concurrent_requests: 16\nregistries.hosts: {quay.io: {max_connections: 3}, gcr.io: {plain_http: false}}");
        assertThat(given.settings().get(Keys.CONCURRENT_BLOBS)).isEqualTo(32);
        assertThat(hosts().apply("docker.io").maxConnections()).isEqualTo(48);
        assertThat(hosts().apply("gcr.io").maxConnections()).isEqualTo(48);
        assertThat(hosts().apply("quay.io").maxConnections()).isEqualTo(3);
    }

    @Test
    void aHostOfWhichNothingIsKnown() {
        assertThat(hosts().apply("gcr.io")).isEqualTo(HostSettings.of("gcr.io"));
    }

    @Test
    void leadsInsideWhereItIsSaidOrAnAddressOrPlainHttpIsGiven() {
        given.config("""
                registries.hosts:
                  a.corp: {private_network: true}
                  b.corp: {endpoint: 'https://mirror.corp'}
                  c.corp: {plain_http: true}
                  d.corp: {plain_http: false}
                  e.corp: {endpoint: 'https://mirror.corp', private_network: false}
                  127.0.0.1:5000: {max_connections: 3}
                """).environment("GENERIC_REGISTRY", "t.corp");
        assertThat(Stream.of("a.corp", "b.corp", "c.corp").map(hosts()::apply))
                .allMatch(HostSettings::allowsPrivateNetwork);
        assertThat(Stream.of("d.corp", "e.corp", "t.corp", "quay.io", "127.0.0.1:5000", "localhost:5000")
                        .map(hosts()::apply))
                .noneMatch(HostSettings::allowsPrivateNetwork);
    }

    /** A login that there is for a host is no reason to lead to it. */
    @Test
    void namesWhatStandsInTheListAlone() {
        given.config("registries.hosts: {a.corp: {max_connections: 3}, '127.0.0.1:5000': {plain_http: true}}")
                .environment("GENERIC_REGISTRY", "t.corp")
                .environment("GENERIC_USERNAME", "push")
                .environment("GENERIC_PASSWORD", "y");
        assertThat(Stream.of("a.corp", "127.0.0.1:5000")).allMatch(hosts()::names);
        assertThat(Stream.of("t.corp", "quay.io", "a.corp:5000", "127.0.0.1")).noneMatch(hosts()::names);
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
    void sourcesAreReadForIssuesWithoutWhatIsThereToWrite() {
        given.config("registries.hosts.quay.io: {username: pull, password: x}")
                .environment("GENERIC_REGISTRY", "quay.io")
                .environment("GENERIC_USERNAME", "push")
                .environment("GENERIC_PASSWORD", "y")
                .environment("HUAWEI_SWR_ACCESS_KEY", "AK")
                .environment("HUAWEI_SWR_SECRET_KEY", "SK");
        HostDirectory sources = hosts().ofSources();
        assertThat(sources.apply("quay.io").credentials()).isEqualTo(new Credentials("pull", "x"));
        assertThat(sources.apply("docker.io").credentials()).isEqualTo(new Credentials("hub", "of-docker"));
        assertThat(sources.apply(SWR).credentials()).isNull();
        assertThat(sources.lookAgain(SWR)).isNull();
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
        assertThat(hub.network().endpoint()).isEqualTo(URI.create("https://mirror.example.com"));
        assertThat(hosts().apply("quay.io").credentials()).isNull();
    }

    @Test
    void swrIsLoggedInToByItsKeys() {
        given.environment("GENERIC_REGISTRY", SWR)
                .environment("GENERIC_NAMESPACE", "team")
                .environment("HUAWEI_SWR_ACCESS_KEY", "AK")
                .environment("HUAWEI_SWR_SECRET_KEY", "SK");
        assertThat(hosts().apply(SWR).credentials()).isEqualTo(SwrHost.login("cn-north-4", "AK", "SK"));
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
        Map<String, String> environment = Map.of("HOME", home.toString(), "PATH", home + ":/usr/bin:/bin");
        return new Hosts(given.settings(), environment, given::settings);
    }

    @Test
    void looksAgainInSecretFilesAndConfiguration() {
        given.file("password", "first")
                .environment("GENERIC_REGISTRY", "registry.example.com")
                .environment("GENERIC_USERNAME", "push")
                .environment("GENERIC_PASSWORD_FILE", home.resolve("password").toString())
                .config("registries.hosts.ghcr.io: {username: pull, password: x}");
        Hosts hosts = hosts();
        hosts.apply("registry.example.com");
        hosts.apply("ghcr.io");
        given.file("password", "second").config("registries.hosts.ghcr.io: {username: pull, password: y}");

        assertThat(hosts.lookAgain("registry.example.com")).isEqualTo(new Credentials("push", "second"));
        assertThat(hosts.lookAgain("ghcr.io")).isEqualTo(new Credentials("pull", "y"));
        assertThat(hosts.apply("registry.example.com").credentials()).isEqualTo(new Credentials("push", "second"));
    }

    @Test
    void looksAgainForTheKeysOfSwr() {
        given.file("key", "SK")
                .environment("GENERIC_REGISTRY", SWR)
                .environment("GENERIC_NAMESPACE", "team")
                .environment("HUAWEI_SWR_ACCESS_KEY", "AK")
                .environment("HUAWEI_SWR_SECRET_KEY_FILE", home.resolve("key").toString());
        Hosts hosts = hosts();
        hosts.apply(SWR);
        given.file("key", "NEWER");

        assertThat(hosts.lookAgain(SWR)).isEqualTo(SwrHost.login("cn-north-4", "AK", "NEWER"));
    }

    @Test
    void looksAgainInDockersFileAndAsksItsHelperAgain() throws IOException {
        Path helper = home.resolve("docker-credential-cloud");
        Files.writeString(
                helper, "#!/bin/sh\necho \"{\\\"Username\\\":\\\"AWS\\\",\\\"Secret\\\":\\\"$(wc -l < $0)\\\"}\"\n");
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwx------"));
        given.file(".docker/config.json", "{\"credHelpers\": {\"ecr.example.com\": \"cloud\"}}");
        Hosts hosts = hosts();
        assertThat(hosts.apply("ecr.example.com").credentials()).isEqualTo(new Credentials("AWS", "2"));
        assertThat(hosts.apply("quay.io").credentials()).isNull();

        Files.writeString(helper, "# newer\n", StandardOpenOption.APPEND);
        assertThat(hosts.apply("ecr.example.com").credentials()).isEqualTo(new Credentials("AWS", "2"));
        assertThat(hosts.lookAgain("ecr.example.com")).isEqualTo(new Credentials("AWS", "3"));
        assertThat(hosts.apply("ecr.example.com").credentials()).isEqualTo(new Credentials("AWS", "3"));

        given.file(
                ".docker/config.json", "{\"auths\": {\"quay.io\": {\"username\": \"quay\", \"password\": \"late\"}}}");
        assertThat(hosts.lookAgain("quay.io")).isEqualTo(new Credentials("quay", "late"));
    }

    @Test
    void aConfigurationThatBecameWrongLeavesTheCredentials() {
        given.config("registries.hosts.ghcr.io: {username: pull, password: x}");
        Hosts hosts = hosts();
        given.config("registries.hosts.ghcr.io: {username: pull");

        assertThat(hosts.lookAgain("ghcr.io")).isEqualTo(new Credentials("pull", "x"));
    }
}
