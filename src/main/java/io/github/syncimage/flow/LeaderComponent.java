package io.github.syncimage.flow;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.TimeUtils;

/** {@code leader:NAME?every=30s} is a clock that goes at that daemon of a team which leads. */
public final class LeaderComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) {
        String every = getAndRemoveParameter(options, "every", String.class, "1s");
        return new Clock(uri, this, name, Duration.ofMillis(TimeUtils.toMilliSeconds(every)));
    }

    static final class Clock extends DefaultEndpoint {
        private final String name;
        private final Duration every;

        Clock(String uri, LeaderComponent component, String name, Duration every) {
            super(uri, component);
            this.name = name;
            this.every = every;
        }

        String name() {
            return name;
        }

        Duration every() {
            return every;
        }

        /** @throws IllegalStateException where nothing is shared */
        SharedWork work() {
            SharedWork work = CamelContextHelper.lookup(getCamelContext(), SharedWork.NAME, SharedWork.class);
            if (work == null) {
                throw new IllegalStateException("leader:" + name
                        + " needs daemons that share a PostgreSQL: app.database_url, jdbc:postgresql://…");
            }
            return work;
        }

        @Override
        public Producer createProducer() {
            throw new IllegalArgumentException("leader:" + name + " is a clock, and takes no messages");
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            Consumer consumer = new LeaderTimer(this, processor);
            configureConsumer(consumer);
            return consumer;
        }
    }
}
