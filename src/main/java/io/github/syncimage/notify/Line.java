package io.github.syncimage.notify;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one receiver is still to be told, and the thread that does it: nobody else waits for that receiver. Lines of a chat
 * that come faster than it takes messages share one.
 */
final class Line implements AutoCloseable {
    /** How an event can end. */
    enum Outcome {
        DELIVERED,
        FAILED,
        DROPPED
    }

    /** Tries one message. */
    interface Try {
        Delivery send(Receiver receiver, Event event, String text);
    }

    /**
     * How long it waits.
     *
     * @param pauses between two tries
     * @param most from the first try to the last
     */
    record Patience(List<Duration> pauses, Duration most) {
        static final Patience USUAL = new Patience(
                List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ofSeconds(160)),
                Duration.ofMinutes(10));
    }

    private record Waiting(Event event, String text) {}

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final int MOST = 1_000;
    private static final int MOST_OF_A_CHAT = 200;
    private static final int LONGEST_MESSAGE = 2_000;

    private final Receiver receiver;
    private final Duration gap;
    private final Try sender;
    private final IntFunction<String> more;
    private final Patience patience;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Outcome, LongAdder> counts = new ConcurrentHashMap<>();
    private final Thread thread;
    private int left;
    private boolean busy;
    private boolean failing;
    private long freeAt = System.nanoTime();

    /**
     * @param gap between two messages
     * @param more says that so many more lines were left out
     */
    Line(Receiver receiver, Duration gap, Try sender, IntFunction<String> more, Patience patience) {
        this.receiver = receiver;
        this.gap = gap;
        this.sender = sender;
        this.more = more;
        this.patience = patience;
        thread = new Thread(this::run, "notify-" + receiver.name());
        thread.setDaemon(true);
        thread.start();
    }

    Receiver receiver() {
        return receiver;
    }

    long count(Outcome outcome) {
        LongAdder count = counts.get(outcome);
        return count == null ? 0 : count.sum();
    }

    private void count(Outcome outcome, int events) {
        counts.computeIfAbsent(outcome, first -> new LongAdder()).add(events);
    }

    synchronized void add(Event event, String text) {
        if (receiver.kind().isChat() && waiting.size() >= MOST_OF_A_CHAT) {
            left++;
            count(Outcome.DROPPED, 1);
            return;
        }
        if (waiting.size() >= MOST) {
            waiting.removeFirst();
            count(Outcome.DROPPED, 1);
        }
        waiting.addLast(new Waiting(event, capped(text)));
        notifyAll();
    }

    /** Returns whether all was told, or given up, within that time. */
    synchronized boolean drain(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        while (busy || !waiting.isEmpty()) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    private void run() {
        try {
            while (true) {
                // Those that come meanwhile share the message.
                await();
                Thread.sleep(Math.max(0, (freeAt - System.nanoTime()) / 1_000_000));
                List<Waiting> next = take();
                try {
                    deliver(next);
                } finally {
                    done();
                }
            }
        } catch (InterruptedException closed) {
            // What still waits is lost with the process: GitHub has the answers.
        }
    }

    private synchronized void await() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        busy = true;
    }

    private synchronized void done() {
        busy = false;
        notifyAll();
    }

    private synchronized List<Waiting> take() {
        Deque<Waiting> taken = new ArrayDeque<>(List.of(waiting.removeFirst()));
        int room = LONGEST_MESSAGE - bytes(taken.peek().text());
        while (receiver.kind().isChat() && !waiting.isEmpty()) {
            room -= 1 + bytes(waiting.peek().text());
            if (room < 0) {
                return List.copyOf(taken);
            }
            taken.addLast(waiting.removeFirst());
        }
        // What it says is short, and has to be said.
        if (left > 0 && (room > 100 || waiting.isEmpty())) {
            taken.addLast(new Waiting(null, more.apply(left)));
            left = 0;
        }
        return List.copyOf(taken);
    }

    private static String capped(String text) {
        String shown = text;
        while (bytes(shown) > LONGEST_MESSAGE) {
            shown = shown.substring(0, shown.length() * 9 / 10);
        }
        return shown;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void deliver(List<Waiting> taken) throws InterruptedException {
        Event event = taken.get(0).event();
        String text = String.join("\n", taken.stream().map(Waiting::text).toList());
        int events = (int) taken.stream().filter(one -> one.event() != null).count();
        long began = System.nanoTime();
        for (int tries = 0; ; tries++) {
            Delivery tried = sender.send(receiver, event, text);
            freeAt = System.nanoTime() + gap.toNanos();
            if (tried.delivered()) {
                told(null);
                count(Outcome.DELIVERED, events);
                return;
            }
            told(tried.answer());
            Duration pause =
                    tries < patience.pauses().size() ? longest(patience.pauses().get(tries), tried.pause()) : null;
            boolean late = pause == null
                    || System.nanoTime() - began + pause.toNanos()
                            > patience.most().toNanos();
            if (!tried.again() || late) {
                count(Outcome.FAILED, events);
                return;
            }
            Thread.sleep(pause.toMillis());
        }
    }

    private Duration longest(Duration one, Duration other) {
        Duration asked = one.compareTo(other) > 0 ? one : other;
        return asked.compareTo(gap) > 0 ? asked : gap;
    }

    /** A line in the log when it begins to fail, and one when that is over. */
    private void told(String trouble) {
        if (trouble == null && failing) {
            LOG.info("over: {} is told again", receiver);
        } else if (trouble != null && !failing) {
            LOG.warn("{} cannot be told: {}", receiver, trouble);
        }
        failing = trouble != null;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
