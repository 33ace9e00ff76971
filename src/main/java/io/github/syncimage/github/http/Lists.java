package io.github.syncimage.github.http;

import java.util.Map;
import java.util.Objects;

/** Goes through whichever {@link ConditionalList} a route is told to read. */
public final class Lists {
    public void start(ConditionalList<?> list) {
        list.start();
    }

    /**
     * The answer for the current page; see {@link ConditionalList#take}.
     *
     * @param headers all of them: Camel takes the quotes off a text that is handed to a method by itself, and a strong
     *     {@code ETag} is not the same without them
     */
    public void take(ConditionalList<?> list, int status, Map<String, Object> headers, String body) {
        list.take(
                status, Objects.toString(headers.get("ETag"), null), Objects.toString(headers.get("Link"), null), body);
    }
}
