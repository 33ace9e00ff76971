package io.github.syncimage.github.http;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.GitHubHttp.UnreadableAnswerException;
import io.github.syncimage.text.HeaderReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * A list at GitHub that is read again and again: page by page, each with the {@code ETag} of its last answer, so that a
 * page without news costs nothing of the rate limit. One reader at a time.
 */
public final class ConditionalList<T> {
    /** So many open requests. More than that wait until some of these are closed. */
    private static final int MOST = 5000;

    /** The most that GitHub puts on a page. */
    private static final int SIZE = 100;

    /** Asks for one page. */
    @FunctionalInterface
    public interface Pages {
        /**
         * Sends the request.
         *
         * @param etag of the last answer to this query, or null
         * @param element is given each on the page, where that has changed
         */
        Answer ask(String query, String etag, Consumer<Map<String, Object>> element)
                throws IOException, InterruptedException;
    }

    private record Page<T>(String etag, List<T> items, String next) {}

    private final Pages pages;
    private final IntFunction<String> firstQuery;
    private final Function<Map<String, Object>, T> reader;
    private final IntPredicate beyond;
    private final Map<String, Page<T>> known = new HashMap<>();
    private int size = SIZE;

    /**
     * @param firstQuery what follows the question mark for the first page, by the number that is wanted on one
     * @param reader keeps little of an element: they stay in memory
     */
    public ConditionalList(Pages pages, IntFunction<String> firstQuery, Function<Map<String, Object>, T> reader) {
        this(pages, firstQuery, reader, listed -> true);
    }

    /**
     * @param beyond whether, after so many elements, there may be another page although a full last one has not changed:
     *     an {@code ETag} covers what is on the page, and not that another has come into being
     */
    public ConditionalList(
            Pages pages, IntFunction<String> firstQuery, Function<Map<String, Object>, T> reader, IntPredicate beyond) {
        this.pages = pages;
        this.firstQuery = firstQuery;
        this.reader = reader;
        this.beyond = beyond;
    }

    /** Everything on the pages, in GitHub's order. */
    public List<T> read() throws IOException, InterruptedException {
        while (true) {
            try {
                return readPages();
            } catch (UnreadableAnswerException strange) {
                if (size == 1 || !(strange.getCause() instanceof StreamConstraintsException)) {
                    throw strange;
                }
                // A page that is too large.
                size /= 2;
            }
        }
    }

    private List<T> readPages() throws IOException, InterruptedException {
        List<T> items = new ArrayList<>();
        List<String> visited = new ArrayList<>();
        String query = firstQuery.apply(size);
        while (query != null && !visited.contains(query) && visited.size() * size < MOST) {
            Page<T> before = known.get(query);
            List<T> listed = new ArrayList<>();
            Answer answer =
                    pages.ask(query, before == null ? null : before.etag, element -> listed.add(reader.apply(element)));
            visited.add(query);
            Page<T> page = answer.status() == 304
                    ? unchanged(before, answer, items.size(), visited.size())
                    : new Page<>(answer.etag(), listed, next(answer));
            known.put(query, page);
            items.addAll(page.items);
            query = page.next;
        }
        known.keySet().retainAll(visited);
        return items;
    }

    /** @param number of the page, from 1 on */
    private Page<T> unchanged(Page<T> page, Answer answer, int before, int number) throws UnreadableAnswerException {
        if (page == null) {
            throw new UnreadableAnswerException(new IOException("a page is unchanged that was never read"));
        }
        String told = next(answer);
        if (told == null) {
            boolean goesOn = page.next == null && page.items.size() >= size && beyond.test(before + page.items.size());
            told = goesOn ? firstQuery.apply(size) + "&page=" + (number + 1) : page.next;
        }
        return new Page<>(page.etag, page.items, told);
    }

    /** The path of its address may go by the repository's number: the query is what counts. */
    private static String next(Answer answer) {
        return HeaderReader.nextPage(answer.link() == null ? List.of() : List.of(answer.link()))
                .filter(address -> address.indexOf('?') >= 0)
                .map(address -> address.substring(address.indexOf('?') + 1))
                .orElse(null);
    }
}
