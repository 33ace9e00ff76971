package io.github.syncimage.demo;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tells somebody of events, signed, as GitHub does. */
public record WebhookSender(URI to, String secret) {
    /** So long GitHub waits for an answer. */
    private static final int PATIENCE_MILLIS = 10_000;

    /**
     * Sends it once, as GitHub does.
     *
     * @return the answer's status, 0 where there was none
     */
    int send(String event, Map<String, ?> document) {
        byte[] body = Json.write(document);
        try {
            HttpURLConnection connection = (HttpURLConnection) to.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("X-GitHub-Event", event);
            connection.setRequestProperty("X-GitHub-Delivery", UUID.randomUUID().toString());
            connection.setRequestProperty("X-Hub-Signature-256", signature(secret, body));
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            return connection.getResponseCode();
        } catch (IOException unreachable) {
            return 0;
        }
    }

    /** {@code X-Hub-Signature-256} of a body. */
    public static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
