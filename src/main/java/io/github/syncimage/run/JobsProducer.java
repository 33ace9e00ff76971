package io.github.syncimage.run;

import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Puts messages into a queue. */
final class JobsProducer extends DefaultProducer {
    private final JobsEndpoint queue;

    JobsProducer(JobsEndpoint queue) {
        super(queue);
        this.queue = queue;
    }

    @Override
    public void process(Exchange exchange) throws SQLException {
        String key = exchange.getMessage().getHeader(JobsComponent.KEY, String.class);
        if (key == null) {
            throw new IllegalArgumentException("a message to jobs:" + queue.name() + " needs the header "
                    + JobsComponent.KEY + ", which no other job has");
        }
        queue.work().jobs().put(queue.name(), key, exchange.getMessage().getBody(String.class));
        queue.jobs().wake(queue.name());
    }
}
