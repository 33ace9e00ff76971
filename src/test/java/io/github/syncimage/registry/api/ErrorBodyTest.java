package io.github.syncimage.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorBodyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no access\"}]}             | [DENIED]    | DENIED no access",
                "{\"errors\":[{\"errorCode\":\"SVCSTG.1\",\"errorMessage\":\"bad\"}]}       | [SVCSTG.1]  | SVCSTG.1 bad",
                "{\"error_code\":\"SWR.2\",\"error_msg\":\"quota\"}                         | [SWR.2]     | SWR.2 quota",
                "{\"details\":\"incorrect username or password\"}                           | []          | incorrect username or password",
                "{\"errors\":[{\"code\":\"A\"},{\"code\":\"B\",\"message\":\"b\"}]}         | [A, B]      | A; B b",
                "upstream connect error                                                     | []          | upstream connect error",
                "<html><body>502</body></html>                                              | []          | ``",
                "[1,2]                                                                      | []          | ``",
            })
    void readsEveryShape(String body, String codes, String text) {
        ErrorBody errors = ErrorBody.parse(body.getBytes(StandardCharsets.UTF_8));
        assertThat(errors.codes()).hasToString(codes);
        assertThat(errors.text()).isEqualTo(text);
    }

    @org.junit.jupiter.api.Test
    void keepsOneShortLineThatDoesNothingToATerminal() {
        String hostile =
                "{\"errors\":[{\"code\":\"X\",\"message\":\"a\\u001b[31mb\\nc\\u202ed" + "e".repeat(5000) + "\"}]}";
        String text = ErrorBody.parse(hostile.getBytes(StandardCharsets.UTF_8)).text();
        assertThat(text).startsWith("X a [31mb c d").hasSizeLessThan(310).endsWith("…");
    }
}
