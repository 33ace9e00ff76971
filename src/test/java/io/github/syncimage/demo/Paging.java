package io.github.syncimage.demo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** How a registry hands out long lists of tags. */
public enum Paging {
    /** By name, as many as are asked for, from the one after {@code last}. */
    SORTED(Integer.MAX_VALUE, Integer.MAX_VALUE),
    /** CNCF distribution 2.8: the same, in the order of a folder. */
    UNORDERED(Integer.MAX_VALUE, Integer.MAX_VALUE),
    /**
     * Fifty whatever is asked for, and the place is hidden in {@code next_page}.
     *
     * @see <a href="https://github.com/regclient/regclient/issues/272">seen by regclient</a>
     */
    QUAY(50, Integer.MAX_VALUE),
    /**
     * Refuses to be asked for more than a thousand.
     *
     * @see <a href="https://github.com/google/go-containerregistry/issues/681">seen by go-containerregistry</a>
     */
    ECR(100, 1000),
    /** A hundred whatever is asked for. */
    GHCR(100, Integer.MAX_VALUE),
    /** Lists that lead back to their beginning. */
    ENDLESS(10, Integer.MAX_VALUE);

    private final int largestPage;
    private final int largestAsked;

    Paging(int largestPage, int largestAsked) {
        this.largestPage = largestPage;
        this.largestAsked = largestAsked;
    }

    int largestPage() {
        return largestPage;
    }

    int largestAsked() {
        return largestAsked;
    }

    List<String> order(Collection<String> tags) {
        return this == UNORDERED
                ? tags.stream()
                        .sorted(Comparator.comparingInt(String::hashCode))
                        .toList()
                : tags.stream().sorted().toList();
    }

    int position(Request request, List<String> tags) {
        if (this == QUAY) {
            String token = request.query("next_page", "");
            return token.isEmpty()
                    ? 0
                    : Integer.parseInt(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        }
        String last = request.query("last", "");
        int index = tags.indexOf(last);
        if (index >= 0 || this == UNORDERED) {
            return index + 1;
        }
        return (int) tags.stream().filter(tag -> tag.compareTo(last) <= 0).count();
    }

    /** @param to the first tag of the next page */
    String next(List<String> tags, int to) {
        if (this == QUAY) {
            byte[] place = String.valueOf(to).getBytes(StandardCharsets.UTF_8);
            return "next_page=" + Base64.getUrlEncoder().encodeToString(place);
        }
        return "last=" + (this == ENDLESS && to > 2 * largestPage ? tags.get(0) : tags.get(to - 1));
    }
}
