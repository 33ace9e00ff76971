package io.github.syncimage.demo.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * An HTTP server on a free port of 127.0.0.1 that records every request in the order of arrival, can be made slow, and
 * can be told how to answer the next requests instead of by its own rules.
 */
public final class LoopbackServer implements AutoCloseable {
    static {
        // Without it an answer's body waits 40 ms for the acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What answers a request. */
    @FunctionalInterface
    public interface Answer {
        Response to(Request request) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Answer answer;
    private final boolean recordBodies;
    private final List<ExchangeCall> calls = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile Duration latency = Duration.ZERO;

    /** @param recordBodies reads every body before answering, so that {@link ExchangeCall#body} has it; for small bodies */
    public LoopbackServer(String name, boolean recordBodies, Answer answer) {
        this.answer = answer;
        this.recordBodies = recordBodies;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("could not listen on 127.0.0.1", e);
        }
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** {@code 127.0.0.1:PORT}. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** {@code http://127.0.0.1:PORT}. */
    public URI uri() {
        return URI.create("http://" + host());
    }

    public List<ExchangeCall> calls() {
        return List.copyOf(calls);
    }

    public void forgetCalls() {
        calls.clear();
    }

    /** Every answer from now on waits so long first. */
    public void latency(Duration duration) {
        latency = duration;
    }

    /** The next so many calls that fit are answered so, whatever they ask. */
    public void answerNext(int times, Predicate<ExchangeCall> which, Response response) {
        faults.add(new Fault(which, response, times));
    }

    /** Something happens just before the next call that fits is answered. */
    public void before(Predicate<ExchangeCall> which, Runnable what) {
        events.add(new Event(which, what));
    }

    /** Nothing told by {@link #answerNext} holds any longer. */
    public void behave() {
        faults.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    // An IOException that leaves this method makes the server break the connection.
    private void handle(HttpExchange exchange) throws IOException {
        try {
            Request request = new Request(exchange);
            if (recordBodies) {
                request.body();
            }
            ExchangeCall call = request.call();
            calls.add(call);
            pause();
            responseTo(request, call).send(exchange);
        } catch (RuntimeException e) {
            Response.json(500, List.of(String.valueOf(e))).send(exchange);
        }
        exchange.close();
    }

    private Response responseTo(Request request, ExchangeCall call) throws IOException {
        for (Event event : events) {
            if (event.which.test(call) && events.remove(event)) {
                event.what.run();
            }
        }
        for (Fault fault : faults) {
            if (fault.which.test(call) && fault.take()) {
                return fault.response;
            }
        }
        return answer.to(request);
    }

    private void pause() {
        try {
            Thread.sleep(latency.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Event(Predicate<ExchangeCall> which, Runnable what) {}

    private static final class Fault {
        private final Predicate<ExchangeCall> which;
        private final Response response;
        private int left;

        Fault(Predicate<ExchangeCall> which, Response response, int left) {
            this.which = which;
            this.response = response;
            this.left = left;
        }

        synchronized boolean take() {
            return left-- > 0;
        }
    }
}
