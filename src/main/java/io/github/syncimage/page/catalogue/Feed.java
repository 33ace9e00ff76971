package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.page.Document;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.text.OneLine;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/** {@code feed.atom}: the latest answers, for readers of feeds (RFC 4287). */
public final class Feed {
    private static final String CACHE = "public, max-age=60";
    private static final int LONGEST = 300;
    /** GitHub has no other names; a link is made of nothing else. */
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+");

    private final String authority;
    private final String issues;
    private final URI page;

    public Feed(Settings settings) {
        this(
                Objects.requireNonNullElse(settings.target().registry(), "localhost"),
                settings.github().pages(),
                settings.page().url());
    }

    /**
     * @param registry of the target, with whose host the names of entries begin (RFC 4151)
     * @param issues address of GitHub's pages, {@code https://github.com}
     * @param page where people reach the page, with a slash at its end; null where that is not known
     */
    Feed(String registry, String issues, URI page) {
        this.authority = registry.replaceFirst(":\\d+$", "");
        this.issues = issues;
        this.page = page;
    }

    /** @param entries the newest first */
    public Document of(List<FeedEntry> entries) throws XMLStreamException {
        Xml xml = new Xml();
        xml.open("feed", "xmlns", "http://www.w3.org/2005/Atom");
        xml.element("id", "tag:" + authority + ",2026:sync-image");
        xml.element("title", "sync-image: " + authority);
        xml.element(
                "updated",
                time(entries.isEmpty() ? Instant.EPOCH : entries.get(0).at()));
        xml.open("author");
        xml.element("name", "sync-image");
        xml.close();
        if (page != null) {
            xml.empty("link", "rel", "self", "type", "application/atom+xml", "href", page + "feed.atom");
            xml.empty("link", "rel", "alternate", "type", "text/html", "href", page.toString());
        }
        for (FeedEntry entry : entries) {
            write(xml, entry);
        }
        xml.close();
        return Document.of("application/atom+xml; charset=utf-8", CACHE, xml.bytes());
    }

    private void write(Xml xml, FeedEntry entry) throws XMLStreamException {
        xml.open("entry");
        xml.element("id", name(entry));
        xml.element("title", OneLine.of(title(entry), LONGEST));
        xml.element("updated", time(entry.at()));
        if (entry.user() != null) {
            xml.open("author");
            xml.element("name", OneLine.of(entry.user(), LONGEST));
            xml.close();
        }
        Optional<String> link = link(entry);
        if (link.isPresent()) {
            xml.empty("link", "rel", "alternate", "type", "text/html", "href", link.get());
        }
        xml.empty("category", "term", entry.outcome());
        xml.open("content", "type", "text");
        xml.text(OneLine.of(content(entry), LONGEST));
        xml.close();
        xml.close();
    }

    /** The same over restarts; the day keeps it apart from an answer that had the number in a database which was lost. */
    private String name(FeedEntry entry) {
        String issue = isTold(entry) ? entry.repository() + "/issues/" + entry.issue() + "/" : "";
        return "tag:" + authority + "," + entry.at().atZone(ZoneOffset.UTC).toLocalDate() + ":" + issue + "answers/"
                + entry.id();
    }

    private static String title(FeedEntry entry) {
        String what = entry.source() != null ? entry.source() : isTold(entry) ? "#" + entry.issue() : "a request";
        return what + ": " + entry.outcome().replace('_', ' ');
    }

    private static String content(FeedEntry entry) {
        String asked = isTold(entry) ? " (" + entry.repository() + "#" + entry.issue() + ")" : "";
        String reason = entry.reason() == null ? "" : ", " + entry.reason().replace('_', ' ');
        return title(entry) + reason + asked;
    }

    private static boolean isTold(FeedEntry entry) {
        return entry.issue() != null
                && entry.repository() != null
                && REPOSITORY.matcher(entry.repository()).matches();
    }

    /** To the issue, else to the image on the page; made of parts that were read, never of a text. */
    private Optional<String> link(FeedEntry entry) {
        if (isTold(entry)) {
            return Optional.of(issues + "/" + entry.repository() + "/issues/" + entry.issue());
        }
        return page == null || entry.source() == null
                ? Optional.empty()
                : image(entry.source()).map(name -> page + "#image=" + name);
    }

    private static Optional<String> image(String source) {
        try {
            return Optional.of(ImageReference.parse(source).toString());
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    private static String time(Instant time) {
        return ImageJson.time(time);
    }
}
