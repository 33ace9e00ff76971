package io.github.syncimage.registry.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255",
                        "192.168.1.1",
                "169.254.169.254", "100.64.0.1", "100.100.100.200", "224.0.0.1", "255.255.255.255", "::1", "::",
                        "fe80::1",
                "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
            })
    void knowsOurs(String address) throws UnknownHostException {
        assertThat(PrivateAddresses.contains(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "172.15.0.1",
                "172.32.0.1",
                "100.63.0.1",
                "100.128.0.1",
                "198.18.0.1",
                "223.5.5.5",
                "2606:4700::1",
                "64:ff9b::101:101",
                "2002:101:101::",
            })
    void knowsTheWorlds(String address) throws UnknownHostException {
        assertThat(PrivateAddresses.contains(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "169.254.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "febf::1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::100.100.100.200",
                "2002:a9fe:a9fe::1",
                "2002:a83f:8110::",
            })
    void knowsWhereCloudsTellTheirMachines(String address) throws UnknownHostException {
        assertThat(PrivateAddresses.isMetadata(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.253.0.1",
                "100.100.100.201",
                "168.63.129.17",
                "10.0.0.1",
                "127.0.0.1",
                "fd00:ec2::253",
                "fec0::1",
                "::1",
                "64:ff9b::a00:1",
            })
    void knowsWhereNot(String address) throws UnknownHostException {
        assertThat(PrivateAddresses.isMetadata(InetAddress.getByName(address))).isFalse();
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
