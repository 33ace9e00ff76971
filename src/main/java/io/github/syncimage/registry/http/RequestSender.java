package io.github.syncimage.registry.http;

import io.github.syncimage.concurrent.Cancellation;
import io.github.syncimage.concurrent.Cancellation.Registration;
import io.github.syncimage.registry.Patience;
import io.github.syncimage.registry.net.AddressGuard;
import io.github.syncimage.registry.net.Connections;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;

/** Sends one request once and waits for the head of its response, for as long as the patience allows. */
final class RequestSender {
    private final Patience patience;
    private volatile boolean closed;

    RequestSender(Patience patience) {
        this.patience = patience;
    }

    /** @param authorization the header, or null for none */
    RegistryResponse send(RegistryHost host, RegistryRequest call, URI uri, String authorization) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), uri);
        request.setHeader("User-Agent", "sync-image");
        call.headers().forEach(request::setHeader);
        setIfGiven(request, "Authorization", authorization);
        setIfGiven(request, "Proxy-Authorization", host.proxyAuthorization(uri));
        Duration limit = call.payload() == null ? patience.idle() : patience.commit();
        // The socket timeout is the limit between two packets; the head as a whole may take twice that.
        Duration whole = limit.multipliedBy(2);
        try (StallWatchdog watch = new StallWatchdog(whole, patience.idle(), request::cancel)) {
            request.setConfig(Connections.requestConfig(patience, limit));
            if (call.payload() != null) {
                request.setEntity(new PayloadEntity(call.payload(), watch, patience.idle(), whole));
                setIfGiven(request, "Content-Type", call.payload().mediaType());
            }
            return receive(host, call, uri, request, watch);
        }
    }

    private RegistryResponse receive(
            RegistryHost host, RegistryRequest call, URI uri, HttpUriRequestBase request, StallWatchdog watch)
            throws IOException {
        HttpHost target = new HttpHost(uri.getScheme(), AddressGuard.bare(uri), uri.getPort());
        CloseableHttpClient client = host.client();
        Registration cancellation = Cancellation.onCancel(request::cancel);
        RegistryResponse answer = null;
        try {
            long before = System.nanoTime();
            ClassicHttpResponse response = client.executeOpen(target, request, null);
            host.answeredAfter(System.nanoTime() - before);
            answer = new RegistryResponse(uri, request, response, patience, cancellation);
            return answer;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw RequestFailure.interrupted(call, e);
            }
            throw watch.explain(e);
        } catch (IllegalStateException e) {
            // HttpClient says so when a request was cancelled or its pool closed.
            if (Thread.currentThread().isInterrupted()) {
                throw RequestFailure.interrupted(call, e);
            }
            if (closed) {
                throw RequestFailure.unexpected(call, "the client is closed");
            }
            throw watch.explain(new IOException("the request was cancelled", e));
        } catch (Error e) {
            // HttpClient closes all its connections then, for good: the next request gets a new one.
            host.forget(client);
            throw e;
        } finally {
            if (answer == null) {
                cancellation.close();
            }
        }
    }

    private static void setIfGiven(HttpUriRequestBase request, String name, String value) {
        if (value != null) {
            request.setHeader(name, value);
        }
    }

    /** From now on a request that breaks is told as one that the program has closed. */
    void close() {
        closed = true;
    }
}
