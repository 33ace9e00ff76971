package io.github.syncimage.run;

import java.time.Duration;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultEndpoint;

/** A queue, or a clock where {@code every} is there. */
final class JobsEndpoint extends DefaultEndpoint {
    private final String name;
    private final int workers;
    private final Duration every;

    JobsEndpoint(String uri, JobsComponent component, String name, int workers, Duration every) {
        super(uri, component);
        this.name = name;
        this.workers = workers;
        this.every = every;
    }

    String name() {
        return name;
    }

    int workers() {
        return workers;
    }

    Duration every() {
        return every;
    }

    JobsComponent jobs() {
        return (JobsComponent) getComponent();
    }

    /** @throws IllegalStateException where nothing is shared */
    SharedWork work() {
        SharedWork work = CamelContextHelper.lookup(getCamelContext(), SharedWork.NAME, SharedWork.class);
        if (work == null) {
            throw new IllegalStateException(
                    "jobs:" + name + " needs daemons that share a PostgreSQL: app.database_url, jdbc:postgresql://…");
        }
        return work;
    }

    @Override
    public Producer createProducer() {
        if (every != null) {
            throw new IllegalArgumentException("jobs:" + name + "?every=… is a clock, and takes no messages");
        }
        return new JobsProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = every == null ? new JobsConsumer(this, processor) : new LeaderTimer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }
}
