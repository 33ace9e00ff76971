package io.github.syncimage.page.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.syncimage.demo.LoopbackServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

/** The page in a real browser, over documents that are written here. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {
    private static final String OPENED = "#image=docker.io/library/postgres:18.1-alpine";
    private static final String HOSTILE = "<img src=x onerror=alert(1)><b>\"'`${1}{{x}}</b> javascript:alert(1)";

    /** How many buttons lie below something else, or outside of what is seen. */
    private static final String OUT_OF_REACH = """
            return [...document.querySelectorAll('main .copy')].filter(button => {
              const { x, y, width, height, bottom } = button.getBoundingClientRect();
              return bottom < innerHeight && !button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
            }).length
            """;

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

    @BeforeEach
    void asAtTheBeginning() {
        page.reset();
        browser.look(Look.DESKTOP);
        browser.forget(page.at(""));
    }

    private void open(String rest) {
        browser.open(page.at(rest));
        browser.awaitElement("h1");
    }

    /** Opened and live. */
    private void openLive(String rest) {
        open(rest);
        browser.awaitElement(".sign.live");
    }

    /** Each view by its address, and what is there once it is whole. */
    private static final Map<String, String> VIEWS = new TreeMap<>(Map.of(
            "#requests",
            ".run",
            "#request=acme/mirror/1845",
            ".asked-for",
            "#catalogue",
            "tr:not(.detail) .toggle",
            OPENED,
            ".known code",
            "#catalogue&q=docker.io/grafana/loki:3.6.2",
            ".go"));

    @ParameterizedTest
    @MethodSource("io.github.syncimage.page.browser.Look#all")
    void everyoneCanUseEveryView(Look look) {
        browser.look(look);
        openLive(look.query());
        assertThat(browser.run("return document.documentElement.lang"))
                .isEqualTo(look.language().equals("zh") ? "zh-CN" : "en");
        VIEWS.forEach((place, there) -> {
            browser.run("location.hash = arguments[0]", place);
            browser.awaitElement(there);
            browser.assertClean(look, place);
            assertThat(browser.run(OUT_OF_REACH))
                    .as("buttons that nobody can press: " + look + " " + place)
                    .isEqualTo(0L);
        });
    }

    @ParameterizedTest
    @MethodSource("io.github.syncimage.page.browser.Look#extremes")
    void theRareStatesToo(Look look) {
        browser.look(look);
        page.now(now -> now.put("github_away_since", "2026-11-25T12:41:00Z"));
        openLive(look.query());
        assertThat(browser.count(".notice.late")).isOne();
        browser.assertClean(look, "GitHub is away");
        page.empty();
        openLive(look.query());
        await().until(() -> browser.count(".empty") == 3);
        browser.assertClean(look, "nothing to do");
        open(look.query() + "#catalogue&q=mcr.microsoft.com/dotnet/aspnet:10.0");
        browser.awaitText(".verdict", "docker.io");
        assertThat(browser.count(".missing .button")).isZero();
        browser.assertClean(look, "not served");
        page.meta(meta -> meta.put("live", false));
        page.catalogue(images -> {});
        open(look.query());
        browser.awaitElement(".catalogue");
        assertThat(browser.count(".sign.export")).isOne();
        browser.assertClean(look, "an export");
    }

    @Test
    void barsMove() {
        open("#requests");
        WebElement bar = browser.awaitElement(".bars progress");
        assertThat(bar.getDomProperty("value")).isEqualTo("90");
        page.now(now -> ((ObjectNode) now.at("/running/0/images/0/platforms/0")).put("moved", 113665638));
        await().untilAsserted(() -> assertThat(bar.getDomProperty("value")).isEqualTo("100"));
        assertThat(browser.text(".bars .amount")).isEqualTo("108.4 of 108.4 MiB");
        page.now(now -> ((ArrayNode) now.get("running")).remove(0));
        browser.awaitText(".panel .count", "2");
        // What stays keeps its node, so that it moves on from where it was.
        assertThat(browser.text(".run b")).isEqualTo("open-webui");
    }

    @Test
    void tellsWhenItsServerIsAwayAndComesBack() {
        open("#requests");
        browser.awaitElement(".sign.live");
        page.close();
        browser.awaitElement(".sign.away");
        browser.awaitText(".notice.bad", "does not answer");
        assertThat(browser.count(".run")).as("what was known is still shown").isEqualTo(3);
        page.open();
        browser.awaitElement(".sign.live");
        assertThat(browser.count(".notice")).isZero();
    }

    @Test
    void asksEveryFewSecondsWhereNoEventsCome() {
        page.refuseStreams();
        open("#requests");
        browser.awaitElement(".sign.polling");
        page.now(now -> ((ArrayNode) now.get("queue")).removeAll());
        await().until(() -> browser.count("ol.line > li") == 1);
    }

    @Test
    void aTabThatNobodySeesHoldsNoConnection() {
        open("#requests");
        browser.awaitElement(".sign.live");
        String first = browser.driver().getWindowHandle();
        browser.run("const close = EventSource.prototype.close;"
                + " EventSource.prototype.close = function () { close.call(this); window.closed_ = this.readyState; }");
        browser.driver().switchTo().newWindow(WindowType.TAB);
        browser.driver().switchTo().window(first);
        await().untilAsserted(
                        () -> assertThat(browser.run("return window.closed_")).isEqualTo(2L));
        browser.driver().getWindowHandles().stream()
                .filter(one -> !one.equals(first))
                .forEach(other -> browser.driver().switchTo().window(other).close());
        browser.driver().switchTo().window(first);
        page.now(now -> ((ArrayNode) now.get("queue")).removeAll());
        await().until(() -> browser.count("ol.line > li") == 1);
    }

    @Test
    void whatStrangersWroteStaysText() {
        page.now(now -> poison(now));
        page.catalogue(catalogue -> poison(catalogue));
        for (String place : List.of(
                "#requests",
                "#request=a/b/1843",
                "#catalogue",
                "#catalogue&q=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%3A1")) {
            open(place);
            browser.awaitElement(place.contains("q=") ? ".missing" : ".panel li, td");
            assertThat(browser.text("main")).as(place).contains("<img src=x onerror=alert(1)>");
            assertThat(browser.count("main img, main b b, main script, [onerror]"))
                    .as(place)
                    .isZero();
            assertThat(
                            (List<?>)
                                    browser.run(
                                            "return [...document.links].map(link => link.href).filter(href => !href.startsWith('http'))"))
                    .as(place)
                    .isEmpty();
            assertThat(browser.console()).as(place).isEmpty();
        }
    }

    /** Every text but those that the program chooses itself. */
    private static void poison(JsonNode node) {
        List<String> ours =
                List.of("at", "started", "accepted", "until", "mirrored_at", "state", "outcome", "visibility");
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                if (object.get(name).isTextual() && !ours.contains(name)) {
                    object.put(name, HOSTILE);
                }
            }
        }
        if (node instanceof ArrayNode array) {
            for (int at = 0; at < array.size(); at++) {
                if (array.get(at).isTextual()) {
                    array.set(at, new TextNode(HOSTILE));
                }
            }
        }
        node.forEach(PageIT::poison);
    }

    @Test
    void copiesWithoutTls() {
        browser.open(page.at("mirror.test", OPENED));
        browser.awaitElement(".known code");
        assertThat(browser.run("return isSecureContext")).isEqualTo(false);
        browser.find(".command .copy").click();
        browser.awaitText("#toast", "docker pull");
        browser.find("[name=q]").click();
        browser.paste();
        await().untilAsserted(() -> assertThat(browser.find("[name=q]").getDomProperty("value"))
                .startsWith("docker pull swr.cn-southwest-2.myhuaweicloud.com/acme/postgres:18.1-alpine"));
    }

    @Test
    void givesTheCommandOfEachClient() {
        String target = "swr.cn-southwest-2.myhuaweicloud.com/acme/postgres:18.1-alpine";
        String source = "docker.io/library/postgres:18.1-alpine";
        String digest = PageFixture.load("details.json")
                .findValue(target)
                .get("target_digest")
                .asText();
        open(OPENED);
        browser.awaitElement(".known code");
        String tag = "ctr -n k8s.io images tag --force " + target + " " + source;
        Map<String, String> commands = Map.of(
                "podman", "podman pull " + target + "\npodman tag " + target + " " + source,
                "nerdctl", "nerdctl pull " + target + "\nnerdctl tag " + target + " " + source,
                "ctr", "ctr -n k8s.io images pull " + target + "\n" + tag,
                "crictl", "crictl pull " + target + "\n" + tag,
                "name", target,
                "digest", "docker pull " + target.replace(":18.1-alpine", "@" + digest));
        commands.forEach((client, command) -> {
            browser.find("[data-client=" + client + "]").click();
            assertThat(browser.text(".command pre")).isEqualTo(command);
        });
        browser.find("[data-client=podman]").click();
        open(OPENED);
        assertThat(browser.text(".command pre"))
                .as("the client that was chosen last")
                .startsWith("podman");
    }

    @Test
    void givesWhatIsNoImageTheCommandOfItsClient() {
        String command = "helm pull oci://swr.cn-southwest-2.myhuaweicloud.com/acme/postgres --version 18.1-alpine";
        page.catalogue(document -> document.get("images").forEach(image -> {
            if (image.get("target").asText().endsWith("/postgres:18.1-alpine")) {
                ((ObjectNode) image).put("type", "helm").put("command", command).putArray("platforms");
            }
        }));
        open(OPENED);
        browser.awaitElement(".command pre");
        assertThat(browser.text(".command pre")).isEqualTo(command);
        assertThat(browser.count("[data-client]")).isZero();
        assertThat(browser.text("tr.open .platform")).isEqualTo("helm");
        assertThat(browser.find("tr.open .act button").getDomAttribute("data-copy"))
                .isEqualTo(command);
    }

    @Test
    void everythingIsReachedByKeys() {
        open("#catalogue");
        browser.awaitElement(".toggle");
        browser.press(Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("Skip to the content");
        browser.press(Keys.ENTER);
        assertThat(browser.focused().getDomAttribute("id")).isEqualTo("main");
        browser.press(Keys.TAB);
        browser.press("prometheus:v3.8");
        browser.awaitText(".filters [role=status]", "1 of 13");
        assertThat(browser.focused().getDomAttribute("name"))
                .as("typing goes on")
                .isEqualTo("q");
        for (int tabs = 0; tabs < 30 && !"toggle".equals(browser.focused().getDomAttribute("class")); tabs++) {
            browser.press(Keys.TAB);
        }
        browser.press(Keys.ENTER);
        browser.awaitElement("[role=tab]");
        assertThat(browser.focused().getDomAttribute("aria-expanded")).isEqualTo("true");
        for (int tabs = 0; tabs < 5 && !"tab".equals(browser.focused().getDomAttribute("role")); tabs++) {
            browser.press(Keys.TAB);
        }
        browser.press(Keys.ARROW_RIGHT);
        assertThat(browser.focused().getText()).isEqualTo("podman");
        browser.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        assertThat(browser.focused().getText()).isEqualTo("By digest");
        assertThat(browser.text(".command pre")).contains("@sha256:");
    }

    @Test
    void findsAmongTwentyThousandWhileOneTypes() {
        page.catalogue(catalogue -> {
            ArrayNode images = (ArrayNode) catalogue.get("images");
            ObjectNode first = (ObjectNode) images.get(0);
            for (int at = 0; at < 20_000; at++) {
                images.add(first.deepCopy()
                        .put("source", "ghcr.io/team" + at % 100 + "/app" + at + ":1." + at)
                        .put("target", "registry.test/mirror/app" + at + ":1." + at));
            }
        });
        open("#catalogue");
        browser.awaitText(".filters [role=status]", "20,013 of 20,013");
        assertThat(browser.count(".toggle")).isEqualTo(50);
        browser.find("[data-more]").click();
        assertThat(browser.count(".toggle")).isEqualTo(100);
        browser.find("[name=q]").sendKeys("team7/ app19907");
        browser.awaitText(".filters [role=status]", "1 of 20,013");
        assertThat(browser.text(".toggle b")).isEqualTo("app19907");
    }

    @Test
    void eachPlaceHasAnAddressAndBackLeadsBack() {
        open("#requests");
        browser.awaitElement(".run");
        browser.find("[name=q]").sendKeys("docker pull postgres:18.1-alpine", Keys.ENTER);
        browser.awaitElement("tr.detail");
        assertThat(browser.driver().getCurrentUrl()).endsWith(OPENED);
        assertThat(browser.driver().getTitle()).startsWith("docker.io/library/postgres:18.1-alpine");
        browser.find("tr.open .toggle").click();
        await().until(() -> browser.count("tr.detail") == 0);
        browser.find(".chip[value='ghcr.io']").click();
        await().until(() -> browser.count(".toggle") == 1);
        assertThat(browser.driver().getCurrentUrl()).endsWith("#catalogue&host=ghcr.io");
        browser.driver().navigate().back();
        browser.awaitElement("tr.detail");
        browser.driver().navigate().back();
        browser.awaitElement(".run");
        browser.driver().navigate().forward();
        browser.awaitText("tr.open b", "postgres");
        open("#requests");
        browser.awaitElement(".answer a.name").click();
        browser.awaitText("tr.open b", "etcd");
        await().until(() -> browser.driver().getTitle().startsWith("quay.io/coreos/etcd:v3.5.25"));
        // By its target, too, as a comment has it.
        open("#image=swr.cn-southwest-2.myhuaweicloud.com/acme/quay.jetstack:1");
        browser.awaitElement(".missing");
        open("#image=swr.cn-southwest-2.myhuaweicloud.com/acme/loki:3.5.5");
        browser.awaitText("tr.open .tag", "3.5.5");
    }

    @Test
    void ofALongLineTheBeginningIsShownAndTheRestWhereSomebodyAsks() {
        page.longLine(60, 3000);
        open("#requests");
        browser.awaitText("ol.line .more", "60 more");
        assertThat(browser.count("ol.line > li"))
                .as("four, the button, and one that is held")
                .isEqualTo(6);
        browser.find("[data-all]").click();
        await().until(() -> browser.count("ol.line > li") == 65);

        open("#request=acme/mirror/3059");
        browser.awaitText(".asked-for", "place in line is 64");
    }

    @Test
    void tellsARequestWhereItStands() {
        open("#request=acme/mirror/1842");
        browser.awaitText(".asked-for", "moves");
        open("#request=acme/mirror/1845");
        browser.awaitText(".asked-for", "place in line is 3. It starts in about 9 min");
        assertThat(browser.text("li.asked b")).isEqualTo("executor");
        open("#request=acme/mirror/1847");
        browser.awaitText(".asked-for", "docker.io takes no more until");
        open("#request=acme/mirror/1838");
        browser.awaitText(".asked-for", "no such tag");
        open("#request=acme/mirror/1695");
        browser.awaitText(".asked-for", "prometheus:v3.7.3");
        open("#request=acme/mirror/7");
        browser.awaitText(".asked-for", "Nothing is known");
        assertThat(browser.find(".asked-for header a").getDomAttribute("href"))
                .isEqualTo("https://github.com/acme/mirror/issues/7");
    }

    @Test
    void leadsToTheFormWithTheTitleFilledIn() {
        open("#catalogue&q=docker%20pull%20grafana/loki:3.6.2");
        browser.awaitText(".missing", "docker.io/");
        browser.awaitElement("[name=wanted]").sendKeys("linux/arm64");
        browser.awaitText(".go code", "|linux/arm64");
        assertThat(browser.find(".go a").getDomAttribute("href"))
                .startsWith("https://github.com/acme/mirror/issues/new?template=porter.yml&title=%5BPORTER%5D")
                .endsWith("%3A3.6.2%7Clinux%2Farm64");
    }

    @Test
    void offersAButtonOnlyOnceItIsKnownWhatIsServedOrThatNobodySays() {
        open("#catalogue");
        browser.run(
                "const all = fetch; window.fetch = (what, how) => !what.includes('explain') ? all(what, how) :"
                        + " new Promise(answer => window.answer_ = answer).then(well => well ? all(what, how) : Response.error())");
        browser.run("location.hash = '#catalogue&q=mcr.microsoft.com/dotnet/aspnet:10.0'");
        browser.awaitText(".verdict", "Loading");
        assertThat(browser.count(".missing .button")).isZero();
        answer(false);
        browser.awaitText(".verdict", "The answer there says whether it is served. What is served: docker.io, ");
        assertThat(browser.count(".missing .button")).isOne();
        // It is asked again, since nobody has answered.
        answer(true);
        browser.awaitText(".verdict", "This registry is not served. What is served: docker.io, ");
        assertThat(browser.count(".missing .button")).isZero();
    }

    private void answer(boolean well) {
        await().until(() -> browser.run("return window.answer_ ?? null") != null);
        browser.run("const answer = answer_; delete window.answer_; answer(arguments[0])", well);
    }

    @Test
    void severalRepositoriesAreToldApart() {
        page.meta(meta -> {
            ArrayNode repositories = meta.putArray("repositories");
            for (String name : List.of("acme/mirror", "acme/models")) {
                repositories
                        .addObject()
                        .put("repository", name)
                        .put("issues", "https://github.com/" + name + "/issues")
                        .put("new_issue", "https://github.com/" + name + "/issues/new?title=");
            }
        });
        page.now(now -> now.get("queue").forEach(one -> ((ObjectNode) one).put("repository", "acme/models")));
        open("#request=acme/models/1845");
        browser.awaitText("li.asked a", "acme/models#1845");
        open("#catalogue&q=docker.io/grafana/loki:3.6.2");
        browser.awaitElement(".go");
        assertThat(browser.count(".go a")).isEqualTo(2);
        assertThat(browser.find(".go a:nth-of-type(2)").getDomAttribute("href"))
                .startsWith("https://github.com/acme/models/");
    }

    @Test
    void anExportWorksBelowAnyPath(@TempDir Path home) {
        ExportedSite site = new ExportedSite(home)
                .with("docker.io/library/postgres:18.1-alpine", 1701)
                .with("quay.io/prometheus/prometheus:v3.7.3", 1695)
                .with("docker.io/grafana/grafana:12.3.0", 1702);
        try (LoopbackServer files = site.serve()) {
            // No clipboard and no crypto there, as wherever files are served without TLS.
            URI root = URI.create("http://mirror.test:" + files.uri().getPort() + "/mirror/");
            browser.open(root);
            browser.awaitText(".notice", "copy made at");
            assertThat(browser.count(".views a"))
                    .as("there are no requests to look at")
                    .isOne();
            browser.find("[name=q]").sendKeys("postgres", Keys.ENTER);
            browser.awaitElement(".toggle[data-open*=postgres]").click();
            browser.awaitText(".known", "Only some platforms were mirrored");
            browser.open(root.resolve("#request=acme/mirror/1695"));
            browser.awaitText(".toggle .tag", "v3.7.3");
            browser.open(root.resolve("#catalogue&q=docker.io/grafana/loki:3.6.2"));
            browser.awaitText(".verdict", "The answer there says whether it is served. What is served: gcr.io, ");
            assertThat(browser.find(".go a").getDomAttribute("href"))
                    .endsWith("title=%5BPORTER%5Ddocker.io%2Fgrafana%2Floki%3A3.6.2");
            assertThat(browser.faults()).isEmpty();
            assertThat(browser.console()).isEmpty();
            assertThat(files.calls()).extracting(call -> call.path()).allMatch(path -> path.startsWith("/mirror/"));
            assertThat(files.calls())
                    .extracting(call -> call.path())
                    .noneMatch(path -> path.matches(".*/(now|events|explain.*)"));
        }
    }

    @Test
    void remembersLanguageAndTheme() {
        open("");
        browser.find("[data-language]").click();
        browser.awaitText("h1", "需要哪个镜像");
        assertThat(browser.console()).isEmpty();
        browser.find("[data-theme-switch]").click();
        open("#catalogue");
        browser.awaitText("h1", "镜像目录");
        assertThat(browser.run("return getComputedStyle(document.documentElement).colorScheme"))
                .isEqualTo("dark");
        browser.find("[data-theme-switch]").click();
        assertThat(browser.run("return localStorage.getItem('theme')"))
                .as("again as the system has it")
                .isNull();
    }

    @Test
    void theFirstViewIsSmall() {
        browser.driver().executeCdpCommand("Network.clearBrowserCache", Map.of());
        open("#requests");
        browser.awaitElement(".run");
        long bytes = (long) browser.run(
                "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                        + ".reduce((sum, one) => sum + one.transferSize, 0)");
        assertThat(bytes).isBetween(10_000L, 60 * 1024L);
    }
}
