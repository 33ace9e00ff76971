package io.github.syncimage.github.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.syncimage.demo.WebhookSender;
import io.github.syncimage.github.webhook.DeliveryRequest.BodySignature;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodySignatureTest {
    // The example of GitHub's documentation.
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    @Test
    void isThatOfGitHubsExample() {
        assertThat(matches(SECRET, SIGNATURE, "Hello, World!")).isTrue();
        assertThat(matches(SECRET, SIGNATURE.toUpperCase().replace("SHA", "sha"), "Hello, World!"))
                .isTrue();
        assertThat(WebhookSender.signature(SECRET, "Hello, World!".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(SIGNATURE);
    }

    @Test
    void isOverEveryByteWhereverTheBodyIsCut() {
        assertThat(matches(SECRET, SIGNATURE, "Hello", ", ", "World!")).isTrue();
        assertThat(matches(SECRET, SIGNATURE, "Hello, World")).isFalse();
        assertThat(matches(SECRET, SIGNATURE, "Hello, World!", "\n")).isFalse();
    }

    @Test
    void isOfOneOfTheSecretsWhileOneTakesThePlaceOfTheOther() {
        assertThat(matches("the new one\n" + SECRET + "\n", SIGNATURE, "Hello, World!"))
                .isTrue();
        assertThat(matches(SECRET + "\r\n\r\nthe new one", SIGNATURE, "Hello, World!"))
                .isTrue();
        assertThat(matches("the new one\nanother", SIGNATURE, "Hello, World!")).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "sha256=",
                "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                "sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17,",
                "sha256=z57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            })
    void isRefusedWhereItIsNone(String header) {
        assertThatIllegalArgumentException().isThrownBy(() -> new BodySignature(SECRET, header));
    }

    private static boolean matches(String secrets, String header, String... pieces) {
        BodySignature signature = new BodySignature(secrets, header);
        for (String piece : pieces) {
            signature.update(piece.getBytes(StandardCharsets.UTF_8));
        }
        return signature.matches();
    }
}
