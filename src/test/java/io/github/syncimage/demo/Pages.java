package io.github.syncimage.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One page of a list, with the {@code Link} header that leads to the others. */
final class Pages {
    private static final String DEFAULT_SIZE = "30";
    private static final int MAX_SIZE = 100;

    private Pages() {}

    /**
     * @param url of the list, without a query
     * @param documents of a page
     */
    static <T> Response page(Request request, String url, List<T> all, Function<List<T>, ?> documents) {
        int size = Math.min(MAX_SIZE, Queries.positive(request, "per_page", DEFAULT_SIZE));
        int page = Queries.positive(request, "page", "1");
        int last = Math.max(1, (all.size() + size - 1) / size);
        int from = (int) Math.min(all.size(), (page - 1L) * size);
        Response response = Response.json(200, documents.apply(all.subList(from, Math.min(all.size(), from + size))));
        List<String> links = new ArrayList<>();
        if (page > 1) {
            links.add(link(request, url, page - 1, "prev"));
        }
        if (page < last) {
            links.add(link(request, url, page + 1, "next"));
            links.add(link(request, url, last, "last"));
        }
        if (page > 1) {
            links.add(link(request, url, 1, "first"));
        }
        return links.isEmpty() ? response : response.with("Link", String.join(", ", links));
    }

    private static String link(Request request, String url, int page, String relation) {
        String others = request.rawQuery().replaceAll("(^|&)page=[^&]*", "");
        String query = (others.isEmpty() ? "" : others + "&") + "page=" + page;
        return "<" + url + "?" + (query.startsWith("&") ? query.substring(1) : query) + ">; rel=\"" + relation + "\"";
    }
}
