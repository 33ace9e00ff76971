package io.github.syncimage.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/arm64, linux/arm64",
        "linux/arm64/v8, linux/arm64",
        "linux/arm64/v9, linux/arm64/v9",
        "linux/arm, linux/arm",
        "linux/arm/v7, linux/arm/v7",
        "linux/amd64/v3, linux/amd64/v3",
        "windows/amd64, windows/amd64",
        "amd64, linux/amd64",
        "arm64, linux/arm64",
        "arm64/v8, linux/arm64",
        "arm/v6, linux/arm/v6",
        "x86_64, linux/amd64",
        "x86-64, linux/amd64",
        "linux/x86_64, linux/amd64",
        "aarch64, linux/arm64",
        "linux/aarch64, linux/arm64",
        "linux/aarch64/v8, linux/arm64",
        "armhf, linux/arm/v7",
        "linux/armel, linux/arm/v6",
        "i386, linux/386",
        "' Linux/AMD64 ', linux/amd64",
        "s390x, linux/s390x",
        "unknown/unknown, unknown/unknown",
    })
    void reads(String text, String result) {
        assertThat(Platform.parse(text)).hasToString(result);
        assertThat(Platform.parse(result)).isEqualTo(Platform.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "/",
        "linux/",
        "/amd64",
        "linux//v8",
        "a/b/c/d",
        "linux/arm 64",
        "linux/*",
        "linux/arm/v7/",
        "镜像",
        "'a,b'"
    })
    void refuses(String text) {
        assertThatThrownBy(() -> Platform.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessage("not a platform: '" + text + "' (os/architecture[/variant])");
    }

    @Test
    void quotesNoEndlessText() {
        assertThatThrownBy(() -> Platform.parse("a/".repeat(100_000)))
                .isInstanceOf(InvalidReferenceException.class)
                .extracting(Throwable::getMessage)
                .satisfies(message -> assertThat(message.toString()).hasSizeLessThan(500));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/arm64, linux/arm64/v8, true",
        "linux/arm64/v8, linux/arm64, true",
        "linux/arm, linux/arm/v7, true",
        "linux/arm/v7, linux/arm/v7, true",
        "linux/arm/v7, linux/arm/v6, false",
        "linux/arm/v7, linux/arm, false",
        "linux/amd64, linux/arm64, false",
        "linux/amd64, windows/amd64, false",
        "linux/amd64, unknown/unknown, false",
    })
    void accepts(String wanted, String offered, boolean accepted) {
        assertThat(Platform.parse(wanted).accepts(Platform.parse(offered))).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "all; all",
                " ALL ; all",
                "linux/amd64,linux/arm64; linux/amd64,linux/arm64",
                "arm64 , amd64; linux/arm64,linux/amd64",
                "arm64,linux/arm64/v8,aarch64; linux/arm64",
                "amd64,; linux/amd64",
            })
    void readsSelections(String text, String result) {
        assertThat(PlatformSelection.parse(text)).hasToString(result);
        assertThat(PlatformSelection.parse(result)).isEqualTo(PlatformSelection.parse(text));
    }

    @Test
    void refusesSelectionsWithoutAPlatform() {
        assertThatThrownBy(() -> PlatformSelection.parse("")).hasMessage("no platform in ''");
        assertThatThrownBy(() -> PlatformSelection.parse(" , ")).hasMessage("no platform in ' , '");
        assertThatThrownBy(() -> PlatformSelection.parse("amd64,a/b/c/d")).hasMessageStartingWith("not a platform");
    }

    @Test
    void selectionsAcceptWhatAnyOfTheirPlatformsAccepts() {
        PlatformSelection selection = PlatformSelection.parse("linux/amd64,linux/arm/v7");

        assertThat(selection.accepts(Platform.parse("linux/arm/v7"))).isTrue();
        assertThat(selection.accepts(Platform.parse("linux/arm/v6"))).isFalse();
        assertThat(PlatformSelection.ALL.accepts(Platform.parse("linux/s390x"))).isTrue();
    }
}
