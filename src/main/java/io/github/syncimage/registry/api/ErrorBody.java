package io.github.syncimage.registry.api;

import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The errors that a registry tells, in any of the shapes that they use: {@code errors[].code/message} of the distribution
 * specification, {@code errors[].errorCode/errorMessage} and {@code error_code/error_msg} of SWR, {@code details} and
 * {@code error} of token services.
 *
 * @param codes maybe none
 * @param text in one line, short, without control characters, maybe empty
 */
record ErrorBody(List<String> codes, String text) {
    private static final List<String> CODES = List.of("code", "errorCode", "error_code");
    private static final List<String> MESSAGES = List.of("message", "errorMessage", "error_msg", "details", "error");
    private static final int LONGEST_TEXT = 300;
    private static final int MOST_ERRORS = 5;

    static ErrorBody parse(byte[] body) {
        if (body.length == 0) {
            return new ErrorBody(List.of(), "");
        }
        Map<String, Object> root;
        try {
            root = Json.readValue(body) instanceof Map<?, ?> ? Json.read(body) : Map.of();
        } catch (IOException e) {
            return new ErrorBody(List.of(), plainText(body));
        }
        List<String> codes = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        Stream<Map<String, Object>> nodes = Stream.concat(Stream.of(root), Json.objects(root, "errors").stream());
        nodes.limit(1 + MOST_ERRORS).forEach(node -> {
            String code = Json.text(node, CODES);
            String message = Json.text(node, MESSAGES);
            if (!code.isEmpty()) {
                codes.add(clean(code));
            }
            if (!code.isEmpty() || !message.isEmpty()) {
                texts.add((code + " " + message).strip());
            }
        });
        return new ErrorBody(List.copyOf(codes), clean(String.join("; ", texts)));
    }

    /** A page of HTML tells a person nothing here. */
    private static String plainText(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.startsWith("<") ? "" : clean(text);
    }

    /** One short line that can do nothing to a terminal or a log. */
    static String clean(String text) {
        return OneLine.of(text, LONGEST_TEXT);
    }
}
