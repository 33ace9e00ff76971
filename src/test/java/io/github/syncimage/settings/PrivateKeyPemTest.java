package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.syncimage.testing.AppKey;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyPemTest {
    private static final AppKey KEY = AppKey.one();

    @TempDir
    private Path home;

    static Stream<String> forms() {
        return Stream.of(KEY.pkcs1(), KEY.pkcs8())
                .flatMap(pem -> Stream.of(
                        pem,
                        pem.replace("\n", "\r\n"),
                        pem.replace("\n", "\\n"),
                        pem.replace("\n", " "),
                        "Bag Attributes\n" + pem,
                        pem.strip()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isRead(String pem) {
        assertThat(Type.readPrivateKey(pem)).isEqualTo(KEY.privateKey());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "-----BEGIN RSA PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\n%%%%\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----",
            })
    void isRefusedWhereItIsNone(String pem) {
        assertThatIllegalArgumentException().isThrownBy(() -> Type.readPrivateKey(pem));
    }

    @Test
    void halfAKeyIsNone() {
        String pem = KEY.pkcs1();
        String half = pem.substring(0, 400) + "\n-----END RSA PRIVATE KEY-----";
        assertThatIllegalArgumentException().isThrownBy(() -> Type.readPrivateKey(half));
        String other = KEY.pkcs8().replace("PRIVATE", "RSA PRIVATE");
        assertThatIllegalArgumentException().isThrownBy(() -> Type.readPrivateKey(other));
    }

    @Test
    void anAppTakesThePlaceOfTheToken() {
        Given given = Given.home(home)
                .environment("GITHUB_APP_ID", "123456")
                .file("app.pem", KEY.pkcs1())
                .environment(
                        "GITHUB_APP_PRIVATE_KEY_FILE", home.resolve("app.pem").toString());
        assertThat(given.problemsForDaemon())
                .as("neither a token nor a repository: it serves all that installed it")
                .isNotEmpty()
                .noneMatch(problem -> problem.contains("github."));
        assertThat(given.settings().get(Keys.APP_ID)).isEqualTo("123456");
        assertThat(given.settings().everywhere()).isTrue();
        assertThat(given.settings().toString()).doesNotContain("PRIVATE");

        given.environment("GITHUB_REPO", "mirror");
        assertThat(given.problems())
                .containsExactly("environment GITHUB_REPO: github.repo: needs github.user beside it");
        given.environment("GITHUB_REPO", "");

        given.environment("GITHUB_TOKEN", "t");
        assertThat(given.problems())
                .containsExactly(
                        "environment GITHUB_TOKEN: github.token: is given beside github.app.id; which one is meant?");
    }

    @Test
    void anAppNeedsBothAndAKeyThatIsOne() {
        Given given = Given.home(home).environment("GITHUB_APP_ID", "123456");
        assertThat(given.problemsForDaemon())
                .contains("environment GITHUB_APP_ID: github.app.id: needs github.app.private_key beside it");
        given.environment("GITHUB_APP_PRIVATE_KEY", "-----BEGIN RSA PRIVATE KEY-----secret");
        assertThat(given.problems())
                .containsExactly("environment GITHUB_APP_PRIVATE_KEY: github.app.private_key: the value is not an RSA"
                        + " private key in PEM (BEGIN RSA PRIVATE KEY, or BEGIN PRIVATE KEY)");
    }
}
