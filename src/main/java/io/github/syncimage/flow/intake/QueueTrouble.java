package io.github.syncimage.flow.intake;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the reader of {@code requests.queue} says of a request that no route brought to its end. While the program stops
 * that is no trouble: the next start finds the request at GitHub, so it is a line instead of what interrupted it.
 */
public record QueueTrouble(RunsInProgress runs) implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(QueueTrouble.class);

    @Override
    public void handleException(Throwable exception) {
        handleException("the queue could not be read", exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        Object issue = exchange == null ? null : exchange.getVariable("issue");
        String whose = issue == null ? "" : "issue " + issue + ": ";
        if (!runs.stops()) {
            LOG.warn("{}{}", whose, message, exception);
        } else if (issue != null) {
            LOG.info("{}broken off by the stop, the next start goes on with it", whose);
        }
    }
}
