package io.github.syncimage.flow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Counts what has gone through each route and each of its steps since the start, and what is there now: by names, so that the
 * counts go on when a route is loaded again; Camel finds it in its registry, and has it look at every route.
 */
final class FlowCounts implements RoutePolicyFactory, InterceptStrategy {
    /** Counts the messages that came to one place. */
    static final class Count {
        private final LongAdder begun = new LongAdder();
        private final LongAdder done = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        private void done(Exchange exchange, long took) {
            nanos.add(took);
            // A route that answers for a failure of its own has failed all the same.
            if (exchange.isFailed() || exchange.getExchangeExtension().isFailureHandled()) {
                failed.increment();
            }
            done.increment();
        }

        long done() {
            return done.sum();
        }

        long failed() {
            return failed.sum();
        }

        /** Returns how many are there now. */
        long here() {
            // In this order, so that one that comes through meanwhile is no negative number.
            long left = done.sum();
            return begun.sum() - left;
        }

        /** Returns how long one stayed on the average, in milliseconds; 0 before the first. */
        long meanMillis() {
            long times = done.sum();
            return times == 0 ? 0 : nanos.sum() / times / 1_000_000;
        }
    }

    private final Map<String, Count> routes = new ConcurrentHashMap<>();
    private final Map<String, Count> steps = new ConcurrentHashMap<>();

    Count route(String id) {
        return routes.computeIfAbsent(id, first -> new Count());
    }

    Count step(String route, String id) {
        return steps.computeIfAbsent(route + "/" + id, first -> new Count());
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode definition) {
        Count count = route(routeId);
        return new RoutePolicySupport() {
            @Override
            public void onExchangeDone(Route route, Exchange exchange) {
                count.done(exchange, 0);
            }
        };
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        String route = CamelContextHelper.getRouteId(definition);
        // Another id is a new one at each loading.
        boolean named = definition instanceof OptionalIdentifiedDefinition<?> step && step.hasCustomIdAssigned();
        return route == null || !named ? target : counted(step(route, definition.getId()), target);
    }

    private static Processor counted(Count count, Processor target) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                count.begun.increment();
                long start = System.nanoTime();
                return super.process(exchange, synchronously -> {
                    count.done(exchange, System.nanoTime() - start);
                    callback.done(synchronously);
                });
            }
        };
    }
}
