package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.registry.Credentials;
import org.junit.jupiter.api.Test;

class SwrLoginTest {
    /** Expected value made with: printf "$AK" | openssl dgst -binary -sha256 -hmac "$SK" | od -An -vtx1. */
    @Test
    void agreesWithTheVendorsFormula() {
        Credentials login =
                SwrLogin.of("cn-southwest-2", "AKEXAMPLE0123456789", "SkExample-not-a-real-key-0123456789abcdef");

        assertThat(login.username()).isEqualTo("cn-southwest-2@AKEXAMPLE0123456789");
        assertThat(login.password()).isEqualTo("2c0a71870e93032434f8a4ad9c3bad8ae36f51d398a77fe87bf1646c279b920b");
    }

    @Test
    void isNeverPrinted() {
        assertThat(SwrLogin.of("cn-north-4", "AK", "SK")).hasToString("cn-north-4@AK:***");
    }
}
