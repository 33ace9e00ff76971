package io.github.syncimage.registry.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private final Map<String, String> names = new HashMap<>(Map.of(
            "public.example", "203.0.113.1",
            "cdn.example", "203.0.113.2",
            "inside.example", "10.1.1.1",
            "configured.example", "10.1.1.2",
            "meta.example", "169.254.169.254"));

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

    private AddressGuard guard(String base, boolean trusted) {
        return new AddressGuard(
                URI.create(base),
                trusted,
                Set.of("configured.example:5000", "configured.example", "[fd12::1]:5000")::contains,
                resolver);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://cdn.example/x            | it leads from HTTPS to plain HTTP at cdn.example",
                "http://public.example:8080/x    | it leads from HTTPS to plain HTTP at public.example",
                "https://127.0.0.1/x             | it leads to a private address: 127.0.0.1",
                "https://2130706433/x            | it leads to a private address: 2130706433",
                "https://0x7f000001/x            | it leads to a private address: 0x7f000001",
                "https://0177.0.0.1/x            | it leads to a private address: 0177.0.0.1",
                "https://[::1]:8/x               | it leads to a private address: ::1",
                "https://[::ffff:10.0.0.1]/x     | it leads to a private address: ::ffff:10.0.0.1",
                "https://localhost:9/x           | it leads to a private address: localhost",
                "https://localhost.:9/x          | it leads to a private address: localhost",
                "https://a.localhost/x           | it leads to a private address: a.localhost",
                "https://[fd12::1]:5001/x        | it leads to a private address: fd12::1",
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
                "https://PUBLIC.example:443/y",
                "http://configured.example:5000/z",
                "https://configured.example/z",
                "http://[fd12::1]:5000/z",
                "https://8.8.8.8/"
            })
    void followsElsewhere(String address) {
        assertThat(guard("https://public.example", false).refusal(URI.create(address)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest",
                "http://169.254.170.2/v2/credentials",
                "http://100.100.100.200/latest",
                "http://168.63.129.16/machine",
                "http://2852039166/",
                "http://0xa9fea9fe/",
                "http://[fd00:ec2::254]/latest",
                "http://[fe80::1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://[2002:a9fe:a9fe::]/",
                "http://metadata.google.internal/computeMetadata/v1/",
                "https://Metadata.Google.Internal./",
            })
    void refusesMetadataAlsoWhereTheHostIsTrusted(String address) {
        URI next = URI.create(address);
        assertThat(guard("http://inside.example", true).refusal(next).orElseThrow())
                .contains("metadata");
        assertThat(guard("https://public.example", false).refusal(next).orElseThrow())
                .contains("metadata");
        assertThat(guard(address, true).refusal(next).orElseThrow())
                .as("nor is an upstream asked there")
                .contains("metadata");
    }

    @Test
    void refusesANameThatTurnsOutToBeMetadataWhoeverLeadsThere() {
        for (String base : List.of("http://inside.example", "https://public.example", "http://meta.example")) {
            assertThatThrownBy(() -> guard(base, true).resolve("meta.example", 80))
                    .hasMessage("it leads to an address of metadata: meta.example");
        }
        names.put("configured.example", "100.100.100.200");
        assertThatThrownBy(() -> guard("https://public.example", true).resolve("configured.example", 5000))
                .hasMessageContaining("metadata");
    }

    @Test
    void refusesANameThatTurnsOutToBePrivateWhenItIsConnectedTo() throws UnknownHostException {
        AddressGuard guard = guard("https://public.example", false);
        assertThat(guard.refusal(URI.create("https://cdn.example/x"))).isEmpty();
        assertThat(guard.resolve("cdn.example", 443)).hasSize(1);

        names.put("cdn.example", "192.168.0.1");
        assertThatThrownBy(() -> guard.resolve("cdn.example", 443))
                .hasMessage("cdn.example is at a private address, and not configured under registries.hosts");
        assertThat(guard.resolve("configured.example", 5000)).hasSize(1);
        assertThatThrownBy(() -> guard.resolve("configured.example", 5001)).hasMessageContaining("private address");
    }

    /** Whoever owns a name may have it stand for an address of ours. */
    @Test
    void isReachedAtAPrivateAddressAndLeadsToNoOther() throws UnknownHostException {
        AddressGuard inside = guard("http://inside.example:5000", false);
        assertThat(inside.resolve("inside.example", 5000)).hasSize(1);
        assertThat(inside.refusal(URI.create("http://inside.example:5000/x"))).isEmpty();
        assertThatThrownBy(() -> inside.resolve("inside.example", 5001)).hasMessageContaining("private address");
        assertThat(inside.refusal(URI.create("http://10.1.1.2/x"))).contains("it leads to a private address: 10.1.1.2");
        assertThat(guard("https://inside.example", false).refusal(URI.create("http://cdn.example/x")))
                .contains("it leads from HTTPS to plain HTTP at cdn.example");

        AddressGuard here = guard("http://127.0.0.1:5000", false);
        assertThat(here.refusal(URI.create("http://127.0.0.1:5000/x"))).isEmpty();
        assertThat(here.refusal(URI.create("http://127.0.0.1:5001/x")))
                .contains("it leads to a private address: 127.0.0.1");
    }

    @Test
    void leadsAroundInOurNetworkWhereItsOperatorSaysSo() throws UnknownHostException {
        AddressGuard trusted = guard("https://public.example", true);
        assertThat(trusted.refusal(URI.create("http://10.1.1.2/x"))).isEmpty();
        assertThat(trusted.resolve("10.1.1.2", 80)).hasSize(1);
    }

    /** A host behind a TLS terminator often names itself with http. */
    @ParameterizedTest
    @CsvSource({
        "http://public.example/t?a=b, https://public.example:5000/t?a=b",
        "http://public.example:80/t, https://public.example:5000/t",
        "http://Public.example:5000/t, https://public.example:5000/t",
        "http://public.example:8080/t, http://public.example:8080/t",
        "http://cdn.example/t, http://cdn.example/t",
        "https://cdn.example/t, https://cdn.example/t",
    })
    void staysOnHttpsWithItself(String next, String toHttps) {
        AddressGuard guard = guard("https://public.example:5000", false);
        assertThat(guard.toHttps(URI.create(next))).hasToString(toHttps);
        assertThat(guard.leavesHttps(URI.create(toHttps))).isEqualTo(toHttps.startsWith("http:"));
        assertThat(guard("http://public.example:5000", false).toHttps(URI.create(next)))
                .hasToString(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | 127.0.0.1 127.9.9.9 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254",
                "true  | 100.64.0.1 100.100.100.200 224.0.0.1 255.255.255.255 ::1 :: fe80::1 fc00::1 fd12::1 ff02::1",
                "true  | ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::a00:1 2002:a00:1::",
                "false | 1.1.1.1 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 198.18.0.1 223.5.5.5",
                "false | 2606:4700::1 64:ff9b::101:101 2002:101:101::",
            })
    void knowsWhichAddressesAreOurs(boolean ours, String addresses) throws UnknownHostException {
        for (String address : addresses.split(" ")) {
            assertThat(PrivateAddresses.contains(InetAddress.getByName(address)))
                    .as(address)
                    .isEqualTo(ours);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | 169.254.169.254 169.254.170.2 169.254.0.1 100.100.100.200 168.63.129.16 fd00:ec2::254 fd20:ce::254",
                "true  | fe80::1 febf::1 ::ffff:169.254.169.254 ::169.254.169.254 64:ff9b::a9fe:a9fe",
                "true  | 64:ff9b::100.100.100.200 2002:a9fe:a9fe::1 2002:a83f:8110::",
                "false | 169.253.0.1 100.100.100.201 168.63.129.17 10.0.0.1 127.0.0.1 fd00:ec2::253 fec0::1 ::1",
                "false | 64:ff9b::a00:1",
            })
    void knowsWhereCloudsTellTheirMachines(boolean told, String addresses) throws UnknownHostException {
        for (String address : addresses.split(" ")) {
            assertThat(PrivateAddresses.isMetadata(InetAddress.getByName(address)))
                    .as(address)
                    .isEqualTo(told);
        }
    }

    /** As {@code inet_aton} reads them, which a proxy may do. */
    @ParameterizedTest
    @CsvSource({
        "169.254.169.254, 169.254.169.254",
        "2852039166, 169.254.169.254",
        "0xa9fea9fe, 169.254.169.254",
        "0251.0376.0251.0376, 169.254.169.254",
        "127.1, 127.0.0.1",
        "10.1.257, 10.1.1.1",
        "::ffff:a9fe:a9fe, 169.254.169.254",
        "fe80::1%25eth0, fe80::1",
        "1.2.3.4.5,",
        "256.1.1.1,",
        "08.8.8.8,",
        "0x,",
        "1..2,",
        "99999999999999999999,",
        "::g,",
    })
    void readsLiterals(String host, String address) throws UnknownHostException {
        assertThat(PrivateAddresses.isLiteral(host)).isTrue();
        assertThat(PrivateAddresses.literal(host))
                .isEqualTo(address == null ? Optional.empty() : Optional.of(InetAddress.getByName(address)));
    }
}
