package io.github.syncimage.github.webhook;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What GitHub signs deliveries with. There may be several while one takes the place of another: a delivery that any of
 * them has signed is believed.
 */
public final class WebhookSecrets {
    private final List<byte[]> secrets;

    /** @param text one secret a line; blank lines count for nothing */
    public WebhookSecrets(String text) {
        this.secrets = text.lines()
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /**
     * Begins to check a body against what its header claims.
     *
     * @param claimed {@code X-Hub-Signature-256}; null where there is none
     * @throws IllegalArgumentException where that is no signature at all
     */
    BodySignature claimed(String claimed) {
        return new BodySignature(secrets, claimed);
    }
}
