package io.github.syncimage.registry.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRulesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "HTTPS_PROXY", "http://secure.proxy:1",
            "http_proxy", "plain.proxy:2",
            "HTTP_PROXY", "http://ignored:3",
            "NO_PROXY", "exact.example, .suffix.example,10.0.0.0/8 ,ported.example:5000,*.star.example");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "https | gcr.io              | 443  | http://secure.proxy:1",
                "http  | gcr.io              | 80   | http://plain.proxy:2",
                "https | exact.example       | 443  | -",
                "https | below.exact.example | 443  | -",
                "https | notexact.example    | 443  | http://secure.proxy:1",
                "https | a.suffix.example    | 443  | -",
                "https | suffix.example      | 443  | -",
                "https | a.star.example      | 443  | -",
                "https | ported.example      | 5000 | -",
                "https | ported.example      | 443  | http://secure.proxy:1",
                "https | 10.2.3.4            | 443  | -",
                "https | 11.2.3.4            | 443  | http://secure.proxy:1",
                "http  | 127.0.0.1           | 5000 | -",
                "http  | localhost           | 5000 | -",
            })
    void readsTheEnvironmentAsOthersDo(String scheme, String host, int port, URI expected) {
        assertThat(new ProxyRules(null, ENVIRONMENT).proxy(scheme, host, port).orElse(null))
                .isEqualTo(expected);
    }

    @Test
    void goesThroughTheConfiguredProxyWhateverTheEnvironmentSays() {
        URI own = URI.create("http://ann:pw@own.proxy:8");
        assertThat(new ProxyRules(own, ENVIRONMENT).proxy("https", "exact.example", 443))
                .contains(own);
        assertThat(new ProxyRules(own, Map.of()).proxy("http", "127.0.0.1", 5000))
                .contains(own);
    }

    @ParameterizedTest
    @CsvSource({
        "http://own.proxy, http://own.proxy:80",
        "https://own.proxy, https://own.proxy:443",
        "http://ann:p%40w@own.proxy, http://ann:p%40w@own.proxy:80",
        "http://[::1], http://[::1]:80",
    })
    void aProxyAlwaysHasAPort(URI written, URI expected) {
        assertThat(new ProxyRules(written, Map.of()).proxy("https", "gcr.io", 443))
                .contains(expected);
        assertThat(new ProxyRules(null, Map.of("HTTPS_PROXY", written.toString())).proxy("https", "gcr.io", 443))
                .contains(expected);
    }

    @Test
    void goesDirectlyWhereNothingIsSaid() {
        assertThat(new ProxyRules(null, Map.of("NO_PROXY", "*")).proxy("https", "gcr.io", 443))
                .isEmpty();
        assertThat(new ProxyRules(null, Map.of("HTTPS_PROXY", "http://p:1", "no_proxy", "*"))
                        .proxy("https", "gcr.io", 443))
                .isEmpty();
    }
}
