package io.github.syncimage.flow;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;

/** A clock that goes at one daemon of the team: where that is gone, at another, and then at once. */
final class LeaderTimer extends DefaultConsumer implements Suspendable {
    /** Whether it leads is known without asking anybody. */
    private static final long LOOK_MILLIS = 100;

    private final LeaderComponent.Clock clock;
    private SharedWork work;
    private ScheduledExecutorService thread;
    private long next;

    LeaderTimer(LeaderComponent.Clock clock, Processor processor) {
        super(clock, processor);
        this.clock = clock;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        work = clock.work();
        if (!work.polls()) {
            return;
        }
        next = System.nanoTime();
        thread = clock.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, clock.getEndpointUri());
        thread.scheduleWithFixedDelay(
                this::tick, 0, Math.min(LOOK_MILLIS, clock.every().toMillis()), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        long now = System.nanoTime();
        if (!work.leadership().leads()) {
            next = now;
        } else if (now - next >= 0 && isRunAllowed() && !isSuspendingOrSuspended()) {
            next = now + clock.every().toNanos();
            fire();
        }
    }

    private void fire() {
        Exchange exchange = createExchange(false);
        try {
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() != null) {
            getExceptionHandler()
                    .handleException("the clock leader:" + clock.name(), exchange, exchange.getException());
        }
        releaseExchange(exchange, false);
    }

    @Override
    protected void doSuspend() throws Exception {
        if (clock.getCamelContext().isStopping()) {
            work.leadership().close();
        }
        super.doSuspend();
    }

    @Override
    protected void doStop() throws Exception {
        if (thread != null) {
            clock.getCamelContext().getExecutorServiceManager().shutdownNow(thread);
            thread = null;
        }
        super.doStop();
    }
}
