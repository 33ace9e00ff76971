package io.github.syncimage.page.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.page.Document;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.AnswerRow;
import io.github.syncimage.store.MirroredRow;
import io.github.syncimage.text.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What strangers wrote is data in every document, whatever it is. */
class HostileDocumentsTest {
    private static final String ATOM = "http://www.w3.org/2005/Atom";

    @TempDir
    private Path folder;

    private static final List<AnswerRow> ANSWERS = List.of(
            new AnswerRow(13, Rows.NOON, "acme/mirror", 8, "bob", "quay.io/a/d:1", "waiting", null, Map.of()),
            new AnswerRow(
                    12, Rows.NOON, "acme/mirror", 7, "lin-wei", "quay.io/a/b:1", "already_present", null, Map.of()),
            new AnswerRow(
                    11, Rows.NOON.minusSeconds(5), "acme/mirror", 6, "zoe", "my cat", "refused", "no_image", Map.of()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onload='alert(1)",
                "]]>&amp;<!-- --><![CDATA[",
                "\u202Egnp.exe\u200B",
                "nul\u0000bell\u0007escape\u001B[31m",
                "half a pair \uD83D, none \uFFFE",
                "two\r\nlines\u2028and more",
            })
    void staysData(String text) throws Exception {
        MirroredRow row = new MirroredRow(text, text, List.of(text), 1, Rows.NOON, text, 1L, text, text, null);
        Snapshot catalogue = Rows.snapshot(List.of(row));

        Document json = catalogue.whole();
        assertThat(json.type()).isEqualTo("application/json");
        assertThat(Json.objects(Json.read(json.bytes()), "images"))
                .singleElement()
                .satisfies(image -> assertThat(image.get("user")).isEqualTo(asUtf8(text)));

        AnswerRow entry = new AnswerRow(1, Rows.NOON, text, 1, text, text, "refused", text, Map.of());
        Element feed = parse(feed(true, List.of(entry)));
        assertThat(feed.getElementsByTagNameNS("*", "script").getLength()).isZero();
        assertThat(feed.getElementsByTagNameNS("*", "img").getLength()).isZero();
        Element title =
                (Element) ((Element) feed.getElementsByTagNameNS(ATOM, "entry").item(0))
                        .getElementsByTagNameNS(ATOM, "title")
                        .item(0);
        assertThat(title.getTextContent()).endsWith(": refused").doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
        NodeList links =
                ((Element) feed.getElementsByTagNameNS(ATOM, "entry").item(0)).getElementsByTagNameNS(ATOM, "link");
        assertThat(links.getLength()).as("a link is made of what was read").isZero();

        Element badge = parse(Badge.of(text, Optional.of(catalogue)));
        assertThat(badge.getTextContent()).isEqualTo("image: invalidimageinvalid");
    }

    /** What cannot be written in UTF-8 becomes a question mark or the replacement character. */
    private static String asUtf8(String text) {
        return new String(Json.write(List.of(text)), StandardCharsets.UTF_8).contains("\\u")
                        || text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Test
    void theFeedNamesEachAnswerForGoodAndLinksToItsIssue() throws Exception {
        Element feed = parse(feed(true, ANSWERS));

        assertThat(texts(feed, "id"))
                .containsExactly(
                        "tag:registry.example.com,2026:sync-image",
                        "tag:registry.example.com,2026-11-25:acme/mirror/issues/7/answers/12",
                        "tag:registry.example.com,2026-11-25:acme/mirror/issues/6/answers/11");
        assertThat(texts(feed, "title"))
                .containsExactly(
                        "sync-image: registry.example.com", "quay.io/a/b:1: already present", "my cat: refused");
        assertThat(texts(feed, "content"))
                .containsExactly(
                        "quay.io/a/b:1: already present (acme/mirror#7)", "my cat: refused, no image (acme/mirror#6)");
        assertThat(texts(feed, "name")).containsExactly("sync-image", "lin-wei", "zoe");
        assertThat(texts(feed, "updated"))
                .containsExactly("2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z", "2026-11-25T11:59:55Z");
        assertThat(links(feed))
                .containsExactly(
                        "https://m.example.com/feed.atom",
                        "https://m.example.com/",
                        "https://github.com/acme/mirror/issues/7",
                        "https://github.com/acme/mirror/issues/6");
    }

    @Test
    void theFeedTellsNothingOfRequestersWhereThatIsTurnedOff() throws Exception {
        Document document = feed(false, ANSWERS);

        assertThat(new String(document.bytes(), StandardCharsets.UTF_8))
                .doesNotContain("acme")
                .doesNotContain("lin-wei")
                .doesNotContain("my cat");
        Element feed = parse(document);
        assertThat(texts(feed, "title"))
                .containsExactly(
                        "sync-image: registry.example.com", "quay.io/a/b:1: already present", "a request: refused");
        assertThat(texts(feed, "id"))
                .containsExactly(
                        "tag:registry.example.com,2026:sync-image",
                        "tag:registry.example.com,2026-11-25:answers/12",
                        "tag:registry.example.com,2026-11-25:answers/11");
        assertThat(links(feed))
                .containsExactly(
                        "https://m.example.com/feed.atom",
                        "https://m.example.com/",
                        "https://m.example.com/#image=quay.io/a/b:1");
    }

    @Test
    void aFeedWithoutAnswersIsOne() throws Exception {
        Element feed = parse(feed(true, List.of()));

        assertThat(texts(feed, "updated")).containsExactly("1970-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "docker.io/library/nginx:latest", " nginx:latest ", "index.docker.io/nginx"})
    void theBadgeReadsNamesAsPeopleWriteThem(String name) throws Exception {
        Snapshot catalogue = Rows.snapshot(
                List.of(Rows.row("docker.io/library/nginx:latest", "registry.example.com/m/nginx:latest", Rows.NOON)));

        Document badge = Badge.of(name, Optional.of(catalogue));

        assertThat(badge.status()).isEqualTo(200);
        assertThat(badge.type()).isEqualTo("image/svg+xml");
        assertThat(badge.cache()).isEqualTo("public, max-age=300");
        assertThat(badge.forOtherSites()).isTrue();
        assertThat(parse(badge).getAttribute("aria-label")).isEqualTo("image: mirrored");
    }

    @Test
    void theBadgeSaysWhatIsNotHereAndWhatIsNotKnown() throws Exception {
        assertThat(parse(Badge.of("quay.io/a/b:1", Optional.of(Rows.snapshot(List.of()))))
                        .getAttribute("aria-label"))
                .isEqualTo("image: not mirrored");
        assertThat(parse(Badge.of("quay.io/a/b:1", Optional.empty())).getAttribute("aria-label"))
                .isEqualTo("image: unknown");
        assertThat(parse(Badge.of("", Optional.empty())).getAttribute("aria-label"))
                .isEqualTo("image: invalid");
    }

    private Document feed(boolean requesters, List<AnswerRow> answers) throws Exception {
        Map<String, String> options = Map.of(
                "registries.generic.registry", "registry.example.com:5000",
                "page.url", "https://m.example.com/",
                "page.requesters", String.valueOf(requesters));
        Settings settings = Settings.load(new Home(folder), List.of(), options, Map.of(), false);
        return new Feed(settings, () -> answers, Clock.systemUTC()).now();
    }

    private static List<String> links(Element feed) {
        NodeList links = feed.getElementsByTagNameNS(ATOM, "link");
        return IntStream.range(0, links.getLength())
                .mapToObj(i -> ((Element) links.item(i)).getAttribute("href"))
                .toList();
    }

    private static List<String> texts(Element within, String name) {
        NodeList found = within.getElementsByTagNameNS(ATOM, name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }

    /** Fails where it is not well-formed. */
    private static Element parse(Document document) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(document.bytes()))
                .getDocumentElement();
    }
}
