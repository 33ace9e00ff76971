package io.github.syncimage.page.browser;

import io.github.syncimage.page.ApiDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page is looked at with are documents as the daemon has them. */
class FixturesTest {
    @ParameterizedTest
    @CsvSource({
        "meta.json, Meta",
        "now.json, Now",
        "catalogue.json, Catalogue",
        "flow.json, Flow",
        "limits.json, Limits",
        "watches.json, Watches"
    })
    void areAsTheApiIsDescribed(String name, String schema) {
        ApiDescription.assertIs(schema, PageFixture.load(name).toString());
    }

    @Test
    void eachPartOfTheDetailsToo() {
        PageFixture.load("details.json")
                .forEach(part -> ApiDescription.assertIs("Details", "{\"images\": " + part + "}"));
    }
}
