package io.github.syncimage.app;

import io.github.syncimage.github.Conditions;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.webhook.Deliveries;
import io.github.syncimage.github.webhook.WebhookEngine;
import io.github.syncimage.github.webhook.WebhookServer;
import io.github.syncimage.settings.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How GitHub tells by itself that an issue has changed. */
final class WebhookBeans {
    final Deliveries deliveries;
    final WebhookServer server;

    /**
     * @param port at which it is heard, 0 for none
     * @param ours what an issue is called here, where its repository is served
     * @param installed is told of changes in where the App is installed
     */
    WebhookBeans(
            Settings.Webhook webhook,
            int port,
            Function<IssueId, Optional<IssueId>> ours,
            Runnable installed,
            Conditions conditions) {
        deliveries = new Deliveries(ours, installed);
        String secrets = webhook.secret() == null ? "" : webhook.secret().value();
        server = new WebhookServer(webhook.host(), port, secrets, deliveries, conditions);
    }

    void addTo(Map<String, Object> beans) {
        beans.put("deliveries", deliveries);
        beans.put("webhookServer", new WebhookEngine(server));
    }
}
