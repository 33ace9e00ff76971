package io.github.syncimage.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.syncimage.concurrent.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP server on a free port of 127.0.0.1 that records every request in the order of arrival.
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

    /** @param recordBodies reads every body before answering, so that {@link ExchangeCall#body} has it; for small bodies */
    public LoopbackServer(String name, boolean recordBodies, Answer answer) {
        this.answer = answer;
        this.recordBodies = recordBodies;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("could not listen on 127.0.0.1", e);
        }
        threads = Executors.newCachedThreadPool(DaemonThreads.named(name));
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

    /** {@link #calls} tells only of what comes from now on. */
    public void forgetCalls() {
        calls.clear();
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
            calls.add(request.call());
            answer.to(request).send(exchange);
        } catch (RuntimeException e) {
            Response.json(500, List.of(String.valueOf(e))).send(exchange);
        }
        exchange.close();
    }
}
