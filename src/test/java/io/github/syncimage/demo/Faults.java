package io.github.syncimage.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Stands before the answers of a server: makes them slow, gives others instead, lets something happen before them. */
public final class Faults {
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<Fault> lost = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile Duration latency = Duration.ZERO;

    private record Event(Predicate<ExchangeCall> which, Runnable what) {}

    private record Fault(Predicate<ExchangeCall> which, Response response, AtomicInteger left) {}

    /** Every answer from now on waits so long first. */
    public void latency(Duration duration) {
        latency = duration;
    }

    /** The next so many calls that fit are answered so, whatever they ask; null breaks the connection. */
    public void answerNext(int times, Predicate<ExchangeCall> which, Response response) {
        faults.add(new Fault(which, response, new AtomicInteger(times)));
    }

    /** The next so many calls that fit are served, and their answers get lost. */
    public void loseNext(int times, Predicate<ExchangeCall> which) {
        lost.add(new Fault(which, null, new AtomicInteger(times)));
    }

    /** Something happens just before the next call that fits is answered. */
    public void before(Predicate<ExchangeCall> which, Runnable what) {
        events.add(new Event(which, what));
    }

    /** Nothing told by {@link #answerNext} holds any longer. */
    public void behave() {
        faults.clear();
    }

    /** What the request is answered, by the server itself where nothing else was told. */
    public Response answer(Request request, LoopbackServer.Answer own) throws IOException {
        pause();
        ExchangeCall call = request.call();
        for (Event event : events) {
            if (event.which.test(call) && events.remove(event)) {
                event.what.run();
            }
        }
        for (Fault fault : faults) {
            if (fault.which.test(call) && fault.left.getAndDecrement() > 0) {
                if (fault.response == null) {
                    throw new IOException("told to break the connection");
                }
                return fault.response;
            }
        }
        Response answer = own.to(request);
        for (Fault fault : lost) {
            if (fault.which.test(call) && fault.left.getAndDecrement() > 0) {
                throw new IOException("told to lose the answer");
            }
        }
        return answer;
    }

    private void pause() {
        try {
            Thread.sleep(latency.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
