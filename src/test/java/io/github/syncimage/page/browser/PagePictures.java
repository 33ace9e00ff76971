package io.github.syncimage.page.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No test: {@code scripts/pictures.sh page} takes the pictures of the page by it, over the documents of the tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagePictures {
    private static final Path FOLDER = Path.of("docs/pictures");

    private Browser browser;
    private PageFixture page;

    @BeforeAll
    void start() {
        browser = new Browser();
        page = new PageFixture();
    }

    @AfterAll
    void end() {
        browser.close();
        page.close();
    }

    @Test
    void ofRequests() throws IOException {
        take(Look.DESKTOP, "#requests", ".run", "page-requests-en.png");
        take(new Look("zh", "dark", 1280), "#requests", ".run", "page-requests-zh.png");
        take(new Look("en", "dark", 390), "#request=acme/mirror/1845", ".asked-for", "page-requests-phone.png");
    }

    @Test
    void ofTheCatalogue() throws IOException {
        String opened = "#image=quay.io/prometheus/prometheus:v3.8.0&q=prometheus";
        take(Look.DESKTOP, opened, ".known code", "page-catalogue-en.png");
        take(Look.DESKTOP, "#catalogue&q=docker.io/grafana/loki:3.6.2", ".go", "page-missing-en.png");
    }

    @Test
    void ofTheOperatorsView() throws IOException {
        try (OperatorFixture view = new OperatorFixture()) {
            view.flow(document -> {
                document.putArray("problems");
                document.get("routes").forEach(route -> ((ObjectNode) route).remove("problem"));
            });
            take(Look.DESKTOP, view.at(Look.DESKTOP.query()), ".picture", "operator-en.png");
        }
    }

    /** @param there what is there once everything is */
    private void take(Look look, String place, String there, String name) throws IOException {
        page.reset();
        take(look, page.at(look.query() + place), there, name);
    }

    private void take(Look look, URI address, String there, String name) throws IOException {
        browser.look(look);
        browser.open(address);
        browser.awaitElement(".sign.live");
        browser.awaitElement(there);
        // The page asks for the system's own font, which is another one everywhere; in pictures it is always this. The
        // Korean one has the narrow apostrophe and dot of Western ones.
        String font = "\"Noto Sans CJK " + (look.language().equals("zh") ? "SC" : "KR") + "\"";
        browser.run("document.documentElement.style.setProperty('--sans', arguments[0])", font);
        assertThat(browser.console()).isEmpty();
        Files.write(FOLDER.resolve(name), browser.picture());
    }
}
