package io.github.syncimage.page.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The operator's view in a real browser, over documents that are written here. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorPageIT {
    private static final String HOSTILE = "<img src=x onerror=alert(1)><b>\"'`${1}{{x}}</b> javascript:alert(1)";
    private static final String BOX = "a.node[href='#route=%s']";

    private Browser browser;
    private OperatorFixture view;

    @BeforeAll
    void start() {
        browser = new Browser();
        view = new OperatorFixture();
    }

    @AfterAll
    void end() {
        browser.close();
        view.close();
    }

    @BeforeEach
    void asAtTheBeginning() {
        view.reset();
        browser.look(Look.DESKTOP);
        browser.forget(view.at(""));
    }

    private void open(String rest) {
        browser.open(view.at(rest));
        browser.awaitElement(".figures");
    }

    @ParameterizedTest
    @MethodSource("io.github.syncimage.page.browser.Look#all")
    void everyoneCanUseIt(Look look) {
        browser.look(look);
        open(look.query());
        browser.assertClean(look, "as it opens");
        browser.find("[data-action=table]").click();
        browser.assertClean(look, "the other form");
    }

    @Test
    void alsoWhereThereIsNothingToDo() {
        Look look = Look.NARROW;
        browser.look(look);
        view.flow(document -> {
            document.set("problems", new ObjectMapper().createArrayNode());
            document.get("routes").forEach(route -> {
                ((ObjectNode) route).put("inflight", 0).remove("problem");
                route.get("steps").forEach(step -> ((ObjectNode) step).put("here", 0));
            });
        });
        view.limits(document -> ((ArrayNode) document.get("warnings")).removeAll());
        view.watches(document -> ((ArrayNode) document.get("watches")).removeAll());
        open(look.query() + "#route=call-github");
        assertThat(browser.count("[aria-labelledby=h-watches]")).isZero();
        assertThat(browser.count(".notice")).isZero();
        assertThat(browser.count(".empty")).isEqualTo(2);
        browser.assertClean(look, "nothing to do");
    }

    @Test
    void showsWhatGoesThroughTheRoutesAndTheirSteps() {
        open("?lang=en");
        assertThat(browser.text(".figures"))
                .contains("In work7", "2 moving, 5 in line", "1 held", "Answered58", "41 new, 9 present")
                .contains("Refused / failed6 / 2", "Sent31.4 GiB", "GitHub left4,812", "of 5,000, resets in 23 min")
                .contains("Up2 days 20 hr");
        assertThat(browser.count("a.node")).isEqualTo(22);
        assertThat(browser.count("a.node.busy")).isEqualTo(3);
        assertThat(browser.find(BOX.formatted("mirror-image")).getDomAttribute("aria-label"))
                .isEqualTo("mirror-image, 705 done, 2 now, 5 failed");
        assertThat(browser.text(".legend")).contains("calls github/ (13 routes)", "4 failed");
        assertThat(browser.text("[aria-labelledby=h-where]")).contains("copy-platform in mirror-image3");
        assertThat(browser.text("[aria-labelledby=h-limits]"))
                .contains("4,812 of 5,000 left", "docker.io", "takes no more until", "1 request waits for it");
        assertThat(browser.text("[aria-labelledby=h-watches]"))
                .contains("base", "entries: 2, tags: 14", "next run", "all well", "1 failed")
                .contains("quay.io/acme/app:2.0", "failing since", "quay.io/acme/app has no tag 2.0");
        assertThat(browser.text("[aria-labelledby=h-warnings]")).contains("503 Service Unavailable", "3 times");

        assertThat(browser.text("[aria-labelledby=h-steps]")).contains("Steps of mirror-image", "3 here now");
        browser.find(BOX.formatted("report-result")).click();
        browser.awaitText("[aria-labelledby=h-steps]", "Steps of report-result");
        browser.find("[data-action=all]").click();
        assertThat(browser.count("a.node"))
                .as("all but call-github, which many call")
                .isEqualTo(34);
        browser.find("[data-action=table]").click();
        assertThat(browser.count(".routes tbody tr")).isEqualTo(35);
        open("?lang=en");
        assertThat(browser.count(".routes tbody tr"))
                .as("what was chosen before")
                .isEqualTo(35);
    }

    @Test
    void showsTheDaemonsWhereSeveralShareTheWork() {
        open("?lang=en");
        assertThat(browser.text("[aria-labelledby=h-nodes]"))
                .contains("mirror-a", "does everything", "leads", "1 of 2 in work", "acme/mirror#1842")
                .contains("registry.k8s.io/ingress-nginx/controller:v1.14.1", "version 1.0.0", "up 3 days")
                .contains("mirror-poller", "reads issues", "last sign 7 sec ago");
        assertThat(browser.count("[aria-labelledby=h-nodes] .late")).isOne();
        view.limits(document -> {
            ArrayNode nodes = (ArrayNode) document.get("nodes");
            nodes.removeAll().add(PageFixture.load("limits.json").at("/nodes/0"));
        });
        open("?lang=en");
        assertThat(browser.count("[aria-labelledby=h-nodes]")).isZero();
        view.limits(document -> document.remove("nodes"));
        open("?lang=en");
        assertThat(browser.count("[aria-labelledby=h-nodes]")).isZero();
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void showsARefusedEditAtItsRoute() {
        open("?lang=en");
        assertThat(browser.find(BOX.formatted("post-process")).getDomAttribute("class"))
                .contains("refused");
        assertThat(browser.driver().findElements(By.cssSelector(".notice.bad")).stream()
                        .map(WebElement::getText))
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("post-process", "Unknown node id: chioce"))
                .anySatisfy(text -> assertThat(text).contains("routes/fresh.camel.yaml", "nothing:here"));
    }

    @Test
    void followsWhatChangesAndKeepsWhatItShows() {
        open("?lang=en");
        WebElement box = browser.find(BOX.formatted("mirror-image"));
        view.flow(document -> document.get("routes").forEach(route -> ((ObjectNode) route).put("total", 4711)));
        await().untilAsserted(() -> assertThat(box.getText()).contains("4,711 done"));
        view.close();
        browser.awaitElement(".sign.away");
        browser.awaitText(".notice", "The daemon does not answer");
        assertThat(browser.count("a.node")).as("what was known is still shown").isEqualTo(22);
        view.open();
        browser.awaitElement(".sign.live");
    }

    @Test
    void everyRouteIsReachedByKeys() {
        open("?lang=en");
        for (int tabs = 0;
                tabs < 40 && !"#route=queue-due-runs".equals(browser.focused().getDomAttribute("href"));
                tabs++) {
            browser.press(Keys.TAB);
        }
        browser.press(Keys.ENTER);
        browser.awaitText("[aria-labelledby=h-steps]", "Steps of queue-due-runs");
        assertThat(browser.focused().getDomAttribute("href")).isEqualTo("#route=queue-due-runs");
    }

    @Test
    void whatARouteOrAWarningSaysStaysText() {
        view.flow(document -> {
            document.get("routes").forEach(route -> ((ObjectNode) route)
                    .put("description", HOSTILE)
                    .put("problem", HOSTILE)
                    .put("from", HOSTILE));
            ObjectNode odd = (ObjectNode) document.get("routes").get(0);
            odd.put("id", HOSTILE);
            odd.get("steps")
                    .forEach(step -> ((ObjectNode) step).put("id", HOSTILE).put("kind", HOSTILE));
            ((ObjectNode) document.at("/problems/0")).put("file", HOSTILE).put("message", HOSTILE);
        });
        view.limits(document -> {
            document.get("warnings").forEach(warning -> ((ObjectNode) warning).put("text", HOSTILE));
            document.get("hosts").forEach(host -> ((ObjectNode) host).put("host", HOSTILE));
            document.get("nodes")
                    .forEach(node -> ((ObjectNode) node).put("node", HOSTILE).put("version", HOSTILE));
        });
        open("?lang=en#route=%3Cimg%20src%3Dx%3E");
        browser.find("[data-action=table]").click();
        browser.find(".routes tbody a").click();
        assertThat(browser.text("main")).contains("<img src=x onerror=alert(1)>");
        assertThat(browser.count("main img, main b b, main script, [onerror]")).isZero();
        assertThat((List<?>) browser.run(
                        "return [...document.links].map(link => link.href).filter(href => !href.startsWith('http'))"))
                .isEmpty();
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void noBoxOfAnyFlowLiesOnAnother() {
        open("?lang=en");
        Object overlaps = browser.driver().executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                import('./operator-layout.js').then(async ({ layOut }) => {
                  const real = (await (await fetch('api/v1/flow')).json()).routes;
                  let state = 7;
                  const random = most => (state = (state * 48271) % 2147483647) % most;
                  const wild = Array.from({ length: 120 }, (_, i) => ({ id: `r${i}`, from: i % 9 ? `direct:r${i}` : 'timer:x', calls: Array.from({ length: random(4) }, () => `r${random(130)}`) }));
                  const found = [];
                  for (const routes of [real, real.filter(route => !route.folder), wild, [{ id: 'a', from: 'direct:a', calls: ['a'] }], []]) {
                    const { boxes, box } = layOut(routes);
                    boxes.forEach((one, i) => boxes.slice(0, i).forEach(other => {
                      if (Math.abs(one.x - other.x) < box.width && Math.abs(one.y - other.y) < box.height) found.push(`${one.id} ${other.id}`);
                    }));
                  }
                  done(found);
                }).catch(error => done([String(error)]));
                """);
        assertThat((List<?>) overlaps).isEmpty();
    }
}
