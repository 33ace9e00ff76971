package io.github.syncimage.github.http;

import io.github.syncimage.github.model.JsonReader;
import io.github.syncimage.github.model.UnreadableAnswerException;
import io.github.syncimage.text.HeaderReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * A list at GitHub, asked for again and again: page by page, each with the {@code ETag} of its last answer, so that a
 * page without news costs nothing of the rate limit. The steps of one reading are {@link #start}, then per page
 * {@link #query}, {@link #etag} and {@link #take} while {@link #more}, then {@link #items}. One reader at a time.
 */
public final class ConditionalList<T> {
    /** A hundred a page: 5,000 open requests. More than that wait until some of these are closed. */
    private static final int MOST_PAGES = 50;

    private record Page<T>(String etag, List<T> items, String next) {}

    /** The most that GitHub puts on a page; a query that wants this many has {@code per_page} so. */
    public static final int SIZE = 100;

    private final Supplier<String> firstQuery;
    private final Function<Map<String, Object>, T> reader;
    private final IntPredicate beyond;
    private final Map<String, Page<T>> known = new HashMap<>();
    private final Set<String> visited = new HashSet<>();
    private List<T> items = new ArrayList<>();
    private String query;

    /** @param firstQuery what follows the question mark for the first page */
    public ConditionalList(Supplier<String> firstQuery, Function<Map<String, Object>, T> reader) {
        this(firstQuery, reader, listed -> true);
    }

    /**
     * @param beyond whether, after so many elements, there may be another page although a full last one has not changed:
     *     an {@code ETag} covers what is on the page, and not that another has come into being
     */
    public ConditionalList(Supplier<String> firstQuery, Function<Map<String, Object>, T> reader, IntPredicate beyond) {
        this.firstQuery = firstQuery;
        this.reader = reader;
        this.beyond = beyond;
    }

    /** Goes back to the first page. */
    public void start() {
        query = firstQuery.get();
        items = new ArrayList<>();
        visited.clear();
    }

    public boolean more() {
        return query != null;
    }

    public String query() {
        return query;
    }

    /** For {@code If-None-Match}; null where the page was never read. */
    public String etag() {
        Page<T> page = known.get(query);
        return page == null ? null : page.etag;
    }

    /**
     * Takes the current page's answer and turns to the next one.
     *
     * @param status 200, or 304 where the page is the one that is known
     * @param etag and {@code link}: headers of the answer, maybe null
     */
    public void take(int status, String etag, String link, String body) {
        Page<T> page = status == 304 ? unchanged(link) : read(etag, link, body);
        known.put(query, page);
        visited.add(query);
        items.addAll(page.items);
        boolean seenAll = page.next == null || visited.contains(page.next) || visited.size() >= MOST_PAGES;
        query = seenAll ? null : page.next;
        if (seenAll) {
            known.keySet().retainAll(visited);
        }
    }

    private Page<T> read(String etag, String link, String body) {
        List<T> read = JsonReader.list(body).stream().map(reader).toList();
        return new Page<>(etag, read, next(link));
    }

    private Page<T> unchanged(String link) {
        Page<T> page = known.get(query);
        if (page == null) {
            throw new UnreadableAnswerException(null);
        }
        String told = next(link);
        boolean full = page.items.size() >= SIZE && beyond.test(items.size() + page.items.size());
        String next = told != null ? told : page.next != null || !full ? page.next : following();
        return new Page<>(page.etag, page.items, next);
    }

    /** The path of its address may go by the repository's number: the query is what counts. */
    private static String next(String link) {
        return HeaderReader.nextPage(link == null ? List.of() : List.of(link))
                .filter(address -> address.indexOf('?') >= 0)
                .map(address -> address.substring(address.indexOf('?') + 1))
                .orElse(null);
    }

    private String following() {
        return firstQuery.get() + "&page=" + (visited.size() + 2);
    }

    /** Everything on the pages of this reading, in GitHub's order. */
    public List<T> items() {
        return List.copyOf(items);
    }
}
