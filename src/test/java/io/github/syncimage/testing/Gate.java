package io.github.syncimage.testing;

import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * Stands in front of a registry and keeps calls waiting until it is opened, so that a copy is in the middle for as long
 * as a test wants, however quick or slow the machine is:
 *
 * <pre>{@code
 * try (Gate gate = Gate.closed(upstream.uri(), call -> call.line().contains("/blobs/"))) {
 *     … a copy from gate.uri() begins …
 *     gate.open();
 *     … and ends
 * }
 * }</pre>
 */
public final class Gate implements AutoCloseable {
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Front front;
    private final Queue<String> held = new ConcurrentLinkedQueue<>();

    private Gate(URI registry, Predicate<Front.Request> which) {
        front = Front.of(registry).answer(request -> {
            if (which.test(request)) {
                held.add(request.line());
                await();
            }
            return null;
        });
    }

    /** @param which calls have to wait */
    public static Gate closed(URI registry, Predicate<Front.Request> which) {
        return new Gate(registry, which);
    }

    private void await() {
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI uri() {
        return front.uri();
    }

    public String host() {
        return front.host();
    }

    /** Method and path of every call so far, those that wait too. */
    public List<String> calls() {
        return front.calls();
    }

    /** Whether a call has come that had to wait. */
    public boolean holds() {
        return !held.isEmpty();
    }

    /** The first lines of the calls that came and had to wait, {@code GET /v2/app/blobs/sha256:… HTTP/1.1}. */
    public List<String> held() {
        return List.copyOf(held);
    }

    /** Lets those through that wait, and all that come. */
    public void open() {
        opened.countDown();
    }

    @Override
    public void close() {
        open();
        front.close();
    }
}
