package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.Site;
import io.github.syncimage.page.catalogue.CatalogueQuery.BadQueryException;
import io.github.syncimage.text.Json;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the documents of the catalogue into the site, each at its path.
 *
 * @param explain says what would become of an issue with a title, as {@link Explanation} does
 */
public record CatalogueSite(Catalogue catalogue, Function<String, Map<String, Object>> explain, Feed feed) {
    public static final String API = "api/v1/";
    public static final String WHOLE = API + "catalogue.json";
    public static final String DETAILS = API + "details/";

    private static final Pattern PART = Pattern.compile("/" + DETAILS + "([0-9a-f]{2})\\.json");
    /** GitHub's own bound. */
    private static final int LONGEST_TITLE = 256;

    private static final Document UNREADABLE =
            Document.error(503, "the catalogue cannot be read now; the daemon's log says why");

    public void addTo(Site site) {
        site.put(WHOLE, request -> orUnreadable(catalogue.now().map(Snapshot::whole)));
        site.put(API + "catalogue", this::search);
        site.putBelow(DETAILS, this::part);
        site.put(API + "details", this::details);
        site.put(API + "explain", this::explain);
        site.put(Feed.PATH, request -> feed.now());
        site.put("badge.svg", request -> Badge.of(request.getParam("image", ""), catalogue.now()));
    }

    private static Document orUnreadable(Optional<Document> document) {
        return document.orElse(UNREADABLE);
    }

    private Document search(HttpServerRequest request) {
        // Of those with one name the first.
        Map<String, String> parameters = new HashMap<>();
        request.params().forEach(parameters::putIfAbsent);
        try {
            CatalogueQuery query = CatalogueQuery.of(parameters);
            return orUnreadable(
                    catalogue.now().map(query::answer).map(found -> Document.json(Document.REVALIDATE, found)));
        } catch (BadQueryException e) {
            return Document.error(400, e.getMessage());
        }
    }

    private Document part(HttpServerRequest request) {
        Matcher path = PART.matcher(request.path());
        return path.matches()
                ? orUnreadable(catalogue.now().flatMap(known -> known.part(path.group(1))))
                : Document.error(404, "details are in 00.json to ff.json, by the first byte of the target's SHA-256");
    }

    private Document details(HttpServerRequest request) {
        String target;
        try {
            ImageReference named = ImageReference.parse(request.getParam("target", ""));
            target = (named.tag() == null ? named : named.withDigest(null)).toString();
        } catch (InvalidReferenceException e) {
            return Document.error(400, "target is the full name of an image");
        }
        return orUnreadable(catalogue
                .now()
                .flatMap(known -> known.part(Snapshot.partOf(target)))
                .map(part -> only(target, part)));
    }

    /** Takes it out of its part, which is kept: so nobody has the database read by asking again and again. */
    private static Document only(String target, Document part) {
        try {
            Map<String, Object> image = Json.object(Json.object(Json.read(part.bytes()), "images"), target);
            return image.isEmpty()
                    ? Document.error(404, "nothing was mirrored there")
                    : Document.json(Document.REVALIDATE, Map.of("images", Map.of(target, image)));
        } catch (IOException e) {
            throw new IllegalStateException("details that were just written cannot be read", e);
        }
    }

    private Document explain(HttpServerRequest request) {
        String title = request.getParam("title", "");
        return title.isBlank() || title.length() > LONGEST_TITLE
                ? Document.error(400, "title is an issue's title, of at most " + LONGEST_TITLE + " characters")
                : Document.json(Document.REVALIDATE, explain.apply(title));
    }
}
