package io.github.syncimage.copy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonAddressTest {
    @ParameterizedTest
    @CsvSource({
        "'',                       unix:///var/run/docker.sock",
        "unix:///run/user/d.sock,  unix:///run/user/d.sock",
        "tcp://10.0.0.1:2375,      tcp://10.0.0.1:2375",
        "tcp://docker,             tcp://docker:2375",
    })
    void theDaemonIsWhereDockersClientLooksForIt(String given, String address) {
        assertThat(DaemonAddress.of(Map.of("DOCKER_HOST", given)).complete()).hasToString(address);
    }

    @Test
    void tlsComesWithItsPortAndCertificates() {
        DaemonAddress address = DaemonAddress.of(
                Map.of("DOCKER_HOST", "tcp://docker", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs"));

        assertThat(address.complete()).hasToString("tcp://docker:2376");
        assertThat(address.options())
                .isEqualTo("?socket=false&host=RAW(docker)&port=2376&secure=true&tlsVerify=true&certPath=RAW(/certs)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ssh://somebody@host", "npipe:////./pipe/docker", "unix://", "tcp://", "/run/docker.sock", "a b"
            })
    void whatIsNeitherSocketNorTcpIsRefused(String given) {
        assertThatThrownBy(() -> DaemonAddress.of(Map.of("DOCKER_HOST", given)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither unix://");
    }
}
