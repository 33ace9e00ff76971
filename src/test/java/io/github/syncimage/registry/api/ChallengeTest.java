package io.github.syncimage.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    @Test
    void readsRealmServiceAndScope() {
        String header = "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                + "scope=\"repository:library/nginx:pull,push\"";
        assertThat(Challenge.parse(List.of(header)))
                .contains(new Challenge(
                        true,
                        URI.create("https://auth.docker.io/token"),
                        "registry.docker.io",
                        "repository:library/nginx:pull,push"));
    }

    @Test
    void takesBearerWhereBothAreOffered() {
        String bearer = "bearer Realm=\"https://a.example/t\" , error=\"invalid_token\"";
        Challenge expected = new Challenge(true, URI.create("https://a.example/t"), "", "");
        assertThat(Challenge.parse(List.of("Basic realm=\"x\"", bearer))).contains(expected);
        assertThat(Challenge.parse(List.of("Basic realm=\"x\", " + bearer))).contains(expected);
        assertThat(Challenge.parse(List.of(bearer + ", Basic realm=\"x\""))).contains(expected);
    }

    @Test
    void readsBasic() {
        assertThat(Challenge.parse(List.of("Basic realm=\"a registry\""))).contains(new Challenge(false, null, "", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "Bearer realm=https://a.example/t,service=s                              | s",
                "Bearer realm = \"https://a.example/t\" , service = \"a, Basic b\"        | a, Basic b",
                "Bearer realm=\"https://a.example/t\",service=\"a \\\"b\\\"\"               | a \"b\"",
                "Bearer realm=\"https://a.example/t\",service=s,service=t                | s",
                "Digest realm=\"https://b.example\",service=d, Bearer realm=\"https://a.example/t\",service=s | s",
                "Bearer realm=\"https://a.example/t\",service=s, Digest service=d        | s",
                ",, Negotiate YII==, BEARER\tREALM=\"https://a.example/t\",service=s;=  | s;=",
                "Bearer realm=\"https://a.example/t\", service=\"never closed             | ''",
            })
    void readsWhatIsWrittenAnyhow(String header, String service) {
        Challenge expected = new Challenge(true, URI.create("https://a.example/t"), service, "");
        assertThat(Challenge.parse(List.of(header))).contains(expected);
    }

    @Test
    void aValueOfMoreThan8KiBIsAbsent() {
        String bearer = "Bearer realm=\"https://a.example/t\",service=";
        Challenge expected = new Challenge(true, URI.create("https://a.example/t"), "s", "");
        String longest = bearer + "z".repeat(8192 - bearer.length());

        assertThat(Challenge.parse(List.of(longest))).isPresent();
        assertThat(Challenge.parse(List.of(longest + "z"))).isEmpty();
        assertThat(Challenge.parse(List.of(longest + "z", bearer + "s"))).contains(expected);
        assertThat(Challenge.parse(List.of("Basic " + "z".repeat(8192)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "=",
                "Bearer,realm",
                "Bearer realm=\"https://a.example/never-closed",
                "Negotiate",
                "Bearer",
                "Bearer realm=\"/token\"",
                "Bearer realm=\"ht tp://x\"",
                "Digest a=\"b\""
            })
    void findsNothingToAnswer(String header) {
        assertThat(Challenge.parse(List.of(header))).isEmpty();
    }
}
