package io.github.syncimage.registry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private final Map<String, String> names = new HashMap<>(
            Map.of("public.example", "203.0.113.1", "cdn.example", "203.0.113.2", "inside.example", "10.1.1.1"));

    private final DnsResolver resolver = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return new InetAddress[] {InetAddress.getByName(names.getOrDefault(host, host))};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    };

    private AddressGuard guard(String base, boolean endpointConfigured) {
        return new AddressGuard(URI.create(base), endpointConfigured, "configured.example:5000"::equals, resolver);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://cdn.example/x            | it leads from HTTPS to plain HTTP at cdn.example",
                "https://127.0.0.1/x             | it leads to a private address: 127.0.0.1",
                "https://2130706433/x            | it leads to a private address: 2130706433",
                "https://[::1]:8/x               | it leads to a private address: ::1",
                "https://[::ffff:10.0.0.1]/x     | it leads to a private address: ::ffff:10.0.0.1",
                "https://169.254.169.254/latest  | it leads to a private address: 169.254.169.254",
                "https://localhost:9/x           | it leads to a private address: localhost",
                "https://a.localhost/x           | it leads to a private address: a.localhost",
                "https://ann:pw@cdn.example/     | it leads to a URL with credentials",
                "file:///etc/passwd              | it leads to an address that is no HTTP URL",
                "ftp://cdn.example/x             | it leads to an address that is no HTTP URL",
            })
    void refusesWhereAPublicRegistryMayNotLead(String address, String reason) {
        assertThat(guard("https://public.example", false).refusal(URI.create(address)))
                .contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cdn.example/x?sig=1",
                "https://public.example/y",
                "http://configured.example:5000/z",
                "https://8.8.8.8/"
            })
    void followsElsewhere(String address) {
        assertThat(guard("https://public.example", false).refusal(URI.create(address)))
                .isEmpty();
    }

    @Test
    void refusesANameThatTurnsOutToBePrivateWhenItIsConnectedTo() throws UnknownHostException {
        AddressGuard guard = guard("https://public.example", false);
        assertThat(guard.refusal(URI.create("https://cdn.example/x"))).isEmpty();
        assertThat(guard.resolve("cdn.example")).hasSize(1);

        names.put("cdn.example", "192.168.0.1");
        assertThatThrownBy(() -> guard.resolve("cdn.example"))
                .hasMessage("cdn.example is at a private address, and not configured under registries.hosts");
    }

    @Test
    void letsARegistryOfOurNetworkLeadAroundInIt() throws UnknownHostException {
        AddressGuard inside = guard("http://inside.example", false);
        assertThat(inside.refusal(URI.create("http://10.1.1.2/x"))).isEmpty();
        AddressGuard configured = guard("https://public.example", true);
        assertThat(configured.refusal(URI.create("http://10.1.1.2/x"))).isEmpty();
        assertThat(configured.resolve("10.1.1.2")).hasSize(1);
    }
}
