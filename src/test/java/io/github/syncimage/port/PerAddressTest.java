package io.github.syncimage.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of whom more is taken than of others. */
class PerAddressTest {
    private final PerAddress places = new PerAddress(2);

    @Test
    void anAddressHasItsPlacesAndOthersHaveTheirs() {
        assertThat(places.enter("203.0.113.7")).isTrue();
        assertThat(places.enter("203.0.113.7")).isTrue();
        assertThat(places.enter("203.0.113.7")).isFalse();
        assertThat(places.enter("203.0.113.8")).isTrue();

        places.leave("203.0.113.7");

        assertThat(places.enter("203.0.113.7")).isTrue();
        assertThat(places.enter("203.0.113.7"))
                .as("a refused one takes no place")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"})
    void loopbackHasAsManyAsItLikes(String address) throws UnknownHostException {
        for (int i = 0; i < 100; i++) {
            assertThat(places.enter(of(address))).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "203.0.113.7, ::ffff:203.0.113.7, true",
        "2001:db8:0:1::7, 2001:db8:0:1:ffff::1, true",
        "2001:db8:0:1::7, 2001:db8:0:2::7, false",
        "::1, ::2, false",
    })
    void aNetworkOfIpv6CountsAsOneAddress(String one, String other, boolean same) throws UnknownHostException {
        assertThat(of(one).equals(of(other))).isEqualTo(same);
    }

    @Test
    void whoHasGoneBeforeItIsKnownIsOneToo() {
        assertThat(PerAddress.of(null)).isEmpty();
    }

    private static String of(String address) throws UnknownHostException {
        return PerAddress.of(
                SocketAddress.inetSocketAddress(new InetSocketAddress(InetAddress.getByName(address), 4711)));
    }
}
