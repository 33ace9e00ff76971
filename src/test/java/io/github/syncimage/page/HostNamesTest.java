package io.github.syncimage.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "127.0.0.1, true",
        "192.168.2.10, true",
        "[::1], true",
        "[fe80::1], true",
        "::1, true",
        "localhost, true",
        "LOCALHOST, true",
        "mirror.intern, true",
        "Mirror.Intern, true",
        "sync-image, true",
        "evil.example, false",
        "localhost.evil.example, false",
        "127.0.0.1.evil.example, false",
        "1.evil.example, false",
        "intern, false",
        "x.mirror.intern, false",
        "[evil], false",
        "cafe, false",
        "'', false",
        ", false",
    })
    void allowsAddressesLocalhostAndWhatIsConfigured(String host, boolean allowed) {
        assertThat(new HostNames(List.of("mirror.intern", "sync-image")).allow(host))
                .isEqualTo(allowed);
    }
}
