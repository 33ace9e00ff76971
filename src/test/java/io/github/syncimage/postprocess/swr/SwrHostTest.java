package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;

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
}
