package io.github.syncimage.notify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** The receivers, each with a line of its own. What is told before {@link #open} waits there. */
public final class Lines implements AutoCloseable {
    private static final String ROUTE = "direct:notify";

    private final List<Receiver> receivers;
    private final Function<Event, String> words;
    private final IntFunction<String> more;
    private final Clock clock;
    private final Line.Patience patience;
    private final Function<Receiver.Kind, Duration> gaps;
    private List<Line> lines = List.of();

    /**
     * @param words of an event, for people
     * @param more says that so many more were left out
     */
    public Lines(List<Receiver> receivers, Function<Event, String> words, IntFunction<String> more, Clock clock) {
        this(receivers, words, more, clock, Line.Patience.USUAL, Receiver.Kind::gap);
    }

    Lines(
            List<Receiver> receivers,
            Function<Event, String> words,
            IntFunction<String> more,
            Clock clock,
            Line.Patience patience,
            Function<Receiver.Kind, Duration> gaps) {
        this.receivers = receivers;
        this.words = words;
        this.more = more;
        this.clock = clock;
        this.patience = patience;
        this.gaps = gaps;
    }

    public boolean isEmpty() {
        return receivers.isEmpty();
    }

    /** Begins to tell, by the route that says how. */
    public synchronized void open(ProducerTemplate template) {
        List<Line> opened = new ArrayList<>();
        for (Receiver receiver : receivers) {
            Line.Try sender = (to, event, text) -> send(template, to, event, text);
            opened.add(new Line(receiver, gaps.apply(receiver.kind()), sender, more, patience));
        }
        lines = opened;
    }

    /** Has everybody told who wants to hear of it; never fails and never waits. */
    public void tell(Event.Type type, String repository, Map<String, Object> data) {
        Event event = Event.of(type, Instant.now(clock), repository, data);
        List<Line> wanting =
                open().stream().filter(line -> line.receiver().wants(event)).toList();
        if (!wanting.isEmpty()) {
            String text = words.apply(event);
            wanting.forEach(line -> line.add(event, text));
        }
    }

    private synchronized List<Line> open() {
        return lines;
    }

    /** Tries to tell one receiver this, once; returns what is wrong, empty where nothing is. */
    public String tellOnce(ProducerTemplate template, Receiver receiver, Event event) {
        return send(template, receiver, event, words.apply(event)).answer();
    }

    private Delivery send(ProducerTemplate template, Receiver receiver, Event event, String text) {
        Exchange tried = template.send(ROUTE, exchange -> {
            exchange.getMessage().setBody(event);
            exchange.setVariable("receiver", receiver);
            exchange.setVariable("text", text);
        });
        return Delivery.of(receiver, tried, clock);
    }

    /** Waits until all was told or given up, no longer than that. */
    public void drain(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        for (Line line : open()) {
            line.drain(Duration.ofNanos(end - System.nanoTime()));
        }
    }

    /** Counts events by receiver and by what became of them: {@code delivered}, {@code failed}, {@code dropped}. */
    public Map<String, Map<String, Function<Lines, Long>>> meters() {
        return receivers.stream()
                .collect(Collectors.toMap(Receiver::name, receiver -> List.of(Line.Outcome.values()).stream()
                        .collect(Collectors.toMap(
                                outcome -> outcome.name().toLowerCase(java.util.Locale.ROOT),
                                outcome -> (Lines all) -> all.count(receiver, outcome)))));
    }

    private long count(Receiver receiver, Line.Outcome outcome) {
        return open().stream()
                .filter(line -> line.receiver() == receiver)
                .mapToLong(line -> line.count(outcome))
                .sum();
    }

    @Override
    public void close() {
        open().forEach(Line::close);
    }
}
