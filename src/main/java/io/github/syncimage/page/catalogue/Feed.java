package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.page.Document;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.AnswerRow;
import io.github.syncimage.text.OneLine;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** {@code feed.atom}: the latest answers, for readers of feeds (RFC 4287). */
public final class Feed {
    public static final String PATH = "feed.atom";
    /** So many answers are in it. */
    public static final int ENTRIES = 50;

    private static final String CACHE = "public, max-age=60";
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int LONGEST = 300;
    /** GitHub has no other names; a link is made of nothing else. */
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+");

    private final Settings settings;
    /** The host of the target, with which the names of entries begin (RFC 4151). */
    private final String authority;

    private final boolean requesters;
    private final Supplier<List<AnswerRow>> answers;
    private final Clock clock;
    private Document latest;
    private Instant made = Instant.MIN;

    /** @param answers the latest, the newest first */
    public Feed(Settings settings, Supplier<List<AnswerRow>> answers, Clock clock) {
        this.settings = settings;
        this.authority = Objects.requireNonNullElse(settings.get(Keys.TARGET_REGISTRY), "localhost")
                .replaceFirst(":\\d+$", "");
        this.requesters = settings.get(Keys.PAGE_REQUESTERS);
        this.answers = answers;
        this.clock = clock;
    }

    /** Makes it once in some seconds, however many ask. */
    public synchronized Document now() throws XMLStreamException {
        Instant now = clock.instant();
        if (latest == null || now.isAfter(made.plus(FRESH))) {
            latest = of(answers.get());
            made = now;
        }
        return latest;
    }

    private Document of(List<AnswerRow> entries) throws XMLStreamException {
        Xml xml = new Xml();
        xml.open("feed", "xmlns", "http://www.w3.org/2005/Atom");
        xml.element("id", "tag:" + authority + ",2026:sync-image");
        xml.element("title", "sync-image: " + authority);
        xml.element(
                "updated",
                ImageJson.time(
                        entries.isEmpty() ? Instant.EPOCH : entries.get(0).at()));
        xml.open("author");
        xml.element("name", "sync-image");
        xml.close();
        URI page = settings.get(Keys.PAGE_URL);
        if (page != null) {
            xml.empty("link", "rel", "self", "type", "application/atom+xml", "href", page + "feed.atom");
            xml.empty("link", "rel", "alternate", "type", "text/html", "href", page.toString());
        }
        for (AnswerRow entry : entries) {
            // That one waits is no answer yet.
            if (!entry.outcome().equals("waiting")) {
                write(xml, entry);
            }
        }
        xml.close();
        return Document.of("application/atom+xml; charset=utf-8", CACHE, xml.bytes());
    }

    private void write(Xml xml, AnswerRow entry) throws XMLStreamException {
        xml.open("entry");
        xml.element("id", name(entry));
        xml.element("title", OneLine.of(title(entry), LONGEST));
        xml.element("updated", ImageJson.time(entry.at()));
        if (requesters) {
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

    /** Stays over restarts; the day keeps it apart from an answer that had the number in a database which was lost. */
    private String name(AnswerRow entry) {
        String issue = isTold(entry) ? entry.repository() + "/issues/" + entry.issue() + "/" : "";
        return "tag:" + authority + "," + entry.at().atZone(ZoneOffset.UTC).toLocalDate() + ":" + issue + "answers/"
                + entry.id();
    }

    /** Names the image; what could not be read as one is a text of whoever asked, or none. */
    private String title(AnswerRow entry) {
        boolean named = image(entry.source()).isPresent()
                || requesters && !entry.source().isBlank();
        String what = named ? entry.source() : "a request";
        return what + ": " + entry.outcome().replace('_', ' ');
    }

    private String content(AnswerRow entry) {
        String asked = isTold(entry) ? " (" + entry.repository() + "#" + entry.issue() + ")" : "";
        String reason = entry.reason() == null ? "" : ", " + entry.reason().replace('_', ' ');
        return title(entry) + reason + asked;
    }

    private boolean isTold(AnswerRow entry) {
        return requesters && REPOSITORY.matcher(entry.repository()).matches();
    }

    /** Leads to the issue, else to the image on the page; made of parts that were read, never of a text. */
    private Optional<String> link(AnswerRow entry) {
        if (isTold(entry)) {
            return Optional.of(settings.gitHubPages() + "/" + entry.repository() + "/issues/" + entry.issue());
        }
        URI page = settings.get(Keys.PAGE_URL);
        return page == null ? Optional.empty() : image(entry.source()).map(name -> page + "#image=" + name);
    }

    private static Optional<String> image(String source) {
        try {
            return Optional.of(ImageReference.parse(source).toString());
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    /** A document in UTF-8 that is well-formed whatever texts come into it. */
    private static final class Xml {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final XMLStreamWriter writer;

        Xml() throws XMLStreamException {
            // Java's own, whatever else lies on the class path.
            writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
            writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
        }

        /** @param attributes name and value in turn */
        void open(String name, String... attributes) throws XMLStreamException {
            writer.writeStartElement(name);
            attributes(attributes);
        }

        private void attributes(String... attributes) throws XMLStreamException {
            for (int i = 0; i < attributes.length; i += 2) {
                writer.writeAttribute(attributes[i], allowed(attributes[i + 1]));
            }
        }

        void text(String text) throws XMLStreamException {
            writer.writeCharacters(allowed(text));
        }

        void close() throws XMLStreamException {
            writer.writeEndElement();
        }

        void element(String name, String text) throws XMLStreamException {
            open(name);
            text(text);
            close();
        }

        void empty(String name, String... attributes) throws XMLStreamException {
            writer.writeEmptyElement(name);
            attributes(attributes);
        }

        byte[] bytes() throws XMLStreamException {
            writer.writeEndDocument();
            writer.close();
            return bytes.toByteArray();
        }

        /** Replaces characters that may not even be escaped in XML 1.0. */
        private static String allowed(String text) {
            return text.codePoints()
                    .map(code -> code == '\t'
                                    || code == '\n'
                                    || code >= 0x20 && code < 0xd800
                                    || code >= 0xe000 && code < 0xfffe
                                    || code >= 0x10000
                            ? code
                            : 0xfffd)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }
}
