package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Platform;
import io.github.syncimage.page.catalogue.Order.Place;
import io.github.syncimage.store.MirroredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A query, {@code catalogue?…}.
 *
 * @param words each of which has to be in source, target or user
 * @param host of the source, empty for any
 * @param platform null for any
 * @param open whether anybody has to be able to pull it, or not to be; null for both
 * @param after null for the first of the list
 */
record CatalogueQuery(
        List<String> words, String host, Platform platform, Boolean open, Order order, int limit, Place after) {
    private static final Set<String> NAMES = Set.of("q", "host", "platform", "public", "sort", "limit", "after");
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int LONGEST = 200;

    /** A query that cannot be answered; the message says what may be written. */
    static final class BadQueryException extends RuntimeException {
        BadQueryException(String message) {
            super(message);
        }
    }

    /** @throws BadQueryException with what is wrong */
    static CatalogueQuery of(Map<String, String> given) {
        if (!NAMES.containsAll(given.keySet())) {
            throw new BadQueryException("the parameters are q, host, platform, public, sort, limit and after");
        }
        Order order = order(given.getOrDefault("sort", ""));
        return new CatalogueQuery(
                words(given.getOrDefault("q", "")),
                bounded("host", given.getOrDefault("host", "")).toLowerCase(Locale.ROOT),
                platform(given.getOrDefault("platform", "")),
                open(given.getOrDefault("public", "")),
                order,
                limit(given.getOrDefault("limit", "")),
                after(given.getOrDefault("after", ""), order));
    }

    private static String bounded(String name, String text) {
        if (text.length() > LONGEST) {
            throw new BadQueryException(name + " has at most " + LONGEST + " characters");
        }
        return text;
    }

    private static List<String> words(String text) {
        String line = bounded("q", text).toLowerCase(Locale.ROOT).strip();
        return line.isEmpty() ? List.of() : List.of(line.split("\\s+"));
    }

    private static Platform platform(String text) {
        try {
            return bounded("platform", text).isEmpty() ? null : Platform.parse(text);
        } catch (InvalidReferenceException e) {
            throw new BadQueryException("platform is written as linux/arm64");
        }
    }

    private static Boolean open(String text) {
        return switch (text) {
            case "" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadQueryException("public is true or false");
        };
    }

    private static Order order(String text) {
        return switch (text) {
            case "", "newest" -> Order.NEWEST;
            case "name" -> Order.NAME;
            case "size" -> Order.SIZE;
            default -> throw new BadQueryException("sort is newest, name or size");
        };
    }

    private static int limit(String text) {
        if (text.isEmpty()) {
            return USUAL;
        }
        int limit = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw new BadQueryException("limit is a number from 1 to " + MOST);
        }
        return limit;
    }

    private static Place after(String text, Order order) {
        if (text.isEmpty()) {
            return null;
        }
        Place after;
        try {
            after = Place.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadQueryException("after is what next said");
        }
        if (after.order() != order) {
            throw new BadQueryException("after is what next said in the same order");
        }
        return after;
    }

    /** Finds so many at once, and says where the list goes on. */
    Map<String, Object> answer(Snapshot catalogue) {
        List<MirroredRow> page = new ArrayList<>();
        int total = 0;
        boolean more = false;
        for (MirroredRow row : catalogue.rows(order)) {
            if (fits(row)) {
                total++;
                if (page.size() == limit) {
                    more = true;
                } else if (after == null || after.isBefore(order.place(row))) {
                    page.add(row);
                }
            }
        }
        Map<String, Object> json = ImageJson.list(catalogue.at(), page);
        json.put("total", total);
        if (more) {
            json.put("next", order.place(page.get(limit - 1)).toString());
        }
        return json;
    }

    private boolean fits(MirroredRow row) {
        return (open == null || open == row.visibility().equals("public"))
                && (host.isEmpty()
                        || row.source().startsWith(host) && row.source().startsWith("/", host.length()))
                && (platform == null || hasPlatform(row))
                && hasWords(row);
    }

    private boolean hasPlatform(MirroredRow row) {
        return row.platforms().stream().anyMatch(offered -> platform.accepts(Platform.parse(offered)));
    }

    private boolean hasWords(MirroredRow row) {
        if (words.isEmpty()) {
            return true;
        }
        String user = row.user() == null ? "" : row.user();
        String text = (row.source() + " " + row.target() + " " + user).toLowerCase(Locale.ROOT);
        return words.stream().allMatch(text::contains);
    }
}
