package io.github.syncimage.github.webhook;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.DefaultConsumer;

/**
 * Serves a {@code platform-http:} route from the {@link WebhookServer} instead of Camel's own. A message has the
 * delivery's JSON, its event and its id, and nothing else of the request: no header or query of a stranger's becomes one of Camel's.
 */
public final class WebhookEngine implements PlatformHttpEngine {
    private final WebhookServer server;

    public WebhookEngine(WebhookServer server) {
        this.server = server;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new Consumer(endpoint, processor);
    }

    private final class Consumer extends DefaultConsumer implements PlatformHttpConsumer {
        private final Delivery.Taker taker = this::take;

        private Consumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            server.attach(getEndpoint().getPath(), taker);
        }

        @Override
        protected void doStop() throws Exception {
            server.detach(taker);
            super.doStop();
        }

        private boolean take(Delivery delivery) throws Exception {
            Exchange exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setHeader("X-GitHub-Event", delivery.event());
            exchange.getIn().setHeader("X-GitHub-Delivery", delivery.id());
            exchange.getIn().setBody(delivery.json());
            try {
                createUoW(exchange);
                getProcessor().process(exchange);
                if (exchange.getException() != null) {
                    throw exchange.getException();
                }
                return exchange.getProperty(Exchange.DUPLICATE_MESSAGE) == null;
            } finally {
                doneUoW(exchange);
                releaseExchange(exchange, false);
            }
        }
    }
}
