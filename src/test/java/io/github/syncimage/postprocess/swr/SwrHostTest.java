package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Credentials;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SwrHostTest {
    @ParameterizedTest
    @CsvSource({
        "swr.cn-southwest-2.myhuaweicloud.com, cn-southwest-2",
        "swr.cn-north-4.myhuaweicloud.com, cn-north-4",
        "swr.ap-southeast-3.myhuaweicloud.com, ap-southeast-3",
        "swr.eu-west-101.myhuaweicloud.eu, eu-west-101",
    })
    void saysTheRegion(String host, String region) {
        assertThat(SwrHost.region(host)).contains(region);
        assertThat(SwrHost.matches(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker.io",
                "swr.myhuaweicloud.com",
                "swr-api.cn-north-4.myhuaweicloud.com",
                "swr.cn-north-4.myhuaweicloud.com.example.org",
                "swr.cn-north-4.evil.myhuaweicloud.com",
                "swr.cn-north-4.myhuaweicloud.com:5000",
                "swrxcn-north-4.myhuaweicloud.com",
                "team-x1y2.swr-pro.myhuaweicloud.com",
            })
    void knowsOtherHosts(String host) {
        assertThat(SwrHost.region(host)).isEmpty();
    }

    /** Expected value made with: printf "$AK" | openssl dgst -binary -sha256 -hmac "$SK" | od -An -vtx1. */
    @Test
    void theLoginAgreesWithTheVendorsFormula() {
        Credentials login =
                SwrHost.login("cn-southwest-2", "AKEXAMPLE0123456789", "SkExample-not-a-real-key-0123456789abcdef");

        assertThat(login.username()).isEqualTo("cn-southwest-2@AKEXAMPLE0123456789");
        assertThat(login.password()).isEqualTo("2c0a71870e93032434f8a4ad9c3bad8ae36f51d398a77fe87bf1646c279b920b");
    }

    @Test
    void thePasswordIsNeverPrinted() {
        assertThat(SwrHost.login("cn-north-4", "AK", "SK")).hasToString("cn-north-4@AK:***");
    }

    /** A repository is all below the organization. */
    @ParameterizedTest
    @CsvSource({
        "team, 1, 128, ",
        "team/tools, 1, 122, ",
        "team/tools, 1, 123, is longer than the 128 characters that SWR allows",
        "1team, 1, 1, it starts with a letter and has at most 64 characters",
        "1team/tools, 1, 1, it starts with a letter and has at most 64 characters",
        "a, 64, 1, ",
        "a, 65, 1, it starts with a letter and has at most 64 characters",
    })
    void hasRulesOnNames(String namespace, int times, int length, String refusal) {
        String path = namespace.repeat(times) + "/" + "b".repeat(length);

        Optional<String> why = SwrHost.refusal(new Repository("swr.cn-southwest-2.myhuaweicloud.com", path));

        assertThat(why.isPresent()).isEqualTo(refusal != null);
        assertThat(why.orElse("")).endsWith(refusal == null ? "" : refusal);
    }
}
