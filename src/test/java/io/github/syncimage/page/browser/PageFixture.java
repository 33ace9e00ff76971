package io.github.syncimage.page.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.syncimage.github.Conditions;
import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.PageServer;
import io.github.syncimage.page.Site;
import io.github.syncimage.testing.FreePort;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The daemon's own server of the page over documents that a test writes. */
final class PageFixture implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SECONDS = Pattern.compile("\"\\{(-?\\d+)}\"");

    private final int port = FreePort.find();
    private PageServer server;
    private volatile Document now;
    private volatile Document queue;
    private volatile ObjectNode meta = load("meta.json");
    private volatile ObjectNode catalogue = load("catalogue.json");
    private volatile ObjectNode details = load("details.json");
    private volatile boolean streams = true;

    PageFixture() {
        now(document -> {});
        open();
    }

    /** A document of the fixtures; {@code {-60}} in it is the time a minute ago. */
    static ObjectNode load(String name) {
        try (InputStream in = PageFixture.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Instant now = Instant.now();
            return (ObjectNode) JSON.readTree(SECONDS.matcher(text)
                    .replaceAll(found -> "\"" + now.plusSeconds(Long.parseLong(found.group(1))) + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the port again, the same one. */
    void open() {
        Site site = new Site();
        Assets.read().forEach(site::put);
        site.put("api/v1/meta.json", request -> json(meta));
        site.put("api/v1/catalogue.json", request -> json(catalogue));
        site.put("api/v1/now", request -> now);
        site.put("api/v1/queue", request -> queue);
        site.put("api/v1/explain", PageFixture::explain);
        site.putBelow("api/v1/details/", this::details);
        if (streams) {
            site.stream("api/v1/events", "now", () -> now);
        }
        server = new PageServer("127.0.0.1", port, site, new Conditions());
        server.open();
    }

    /** No events: as if too many listened. */
    void refuseStreams() {
        server.close();
        streams = false;
        open();
    }

    static Document json(JsonNode document) {
        try {
            return Document.of("application/json", Document.MOMENTARY, JSON.writeValueAsBytes(document));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Document details(HttpServerRequest request) {
        JsonNode found = details.get(request.path().replaceAll(".*/(..)\\.json", "$1"));
        return found == null
                ? Document.error(404, "no such part")
                : json(JSON.createObjectNode().set("images", found));
    }

    /** As the reader of titles does it for names and {@code docker pull}. */
    private static Document explain(HttpServerRequest request) {
        String text = request.getParam("title", "")
                .replace("[PORTER]", "")
                .replace("docker pull ", "")
                .trim();
        if (text.startsWith("mcr.microsoft.com/")) {
            return Document.json(
                    Document.MOMENTARY,
                    Map.of(
                            "outcome",
                            "refused",
                            "reason",
                            "unsupported_registry",
                            "message",
                            "…",
                            "requests",
                            List.of()));
        }
        String source = text.contains("/") ? text : "docker.io/library/" + text;
        return Document.json(
                Document.MOMENTARY,
                Map.of(
                        "outcome",
                        "mirror",
                        "requests",
                        List.of(Map.of("source", source, "platforms", List.of("linux/amd64")))));
    }

    /** Another version of what is happening now, made of the fixture. */
    void now(Consumer<ObjectNode> change) {
        ObjectNode document = load("now.json");
        change.accept(document);
        now = json(document);
    }

    /** So many more wait behind those of the fixture, each in an issue of that number and more; {@code now} has only the first. */
    void longLine(int more, int firstIssue) {
        ObjectNode document = load("now.json");
        ArrayNode line = (ArrayNode) document.get("queue");
        int beginning = line.size();
        for (int behind = 0; behind < more; behind++) {
            ObjectNode last = line.get(beginning - 1).deepCopy();
            line.add(last.put("position", beginning + behind + 1).put("issue", firstIssue + behind));
        }
        queue = json(
                JSON.createObjectNode().put("at", document.get("at").asText()).set("queue", line));
        now(changed -> changed.put("queue_total", beginning + more));
    }

    /** Nothing moves, nobody waits, nothing was answered or mirrored. */
    void empty() {
        now(document -> List.of("running", "queue", "held", "answers")
                .forEach(list -> ((ArrayNode) document.get(list)).removeAll()));
        catalogue(document -> ((ArrayNode) document.get("images")).removeAll());
        meta(document -> document.put("images", 0).put("registries", 0));
    }

    void meta(Consumer<ObjectNode> change) {
        ObjectNode document = load("meta.json");
        change.accept(document);
        meta = document;
    }

    void catalogue(Consumer<ObjectNode> change) {
        ObjectNode document = load("catalogue.json");
        change.accept(document);
        catalogue = document;
    }

    /** As at the beginning. */
    void reset() {
        now(document -> {});
        meta(document -> {});
        catalogue(document -> {});
        if (!streams) {
            server.close();
            streams = true;
            open();
        }
    }

    /** @param rest behind the slash: query and what is behind the # */
    URI at(String rest) {
        return at("127.0.0.1", rest);
    }

    URI at(String host, String rest) {
        return URI.create("http://" + host + ":" + port + "/" + rest);
    }

    @Override
    public void close() {
        server.close();
    }
}
