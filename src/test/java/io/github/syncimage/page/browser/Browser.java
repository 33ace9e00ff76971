package io.github.syncimage.page.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.testing.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window. {@code mirror.test} leads to loopback, but is no secure context as that is. */
final class Browser implements AutoCloseable {
    /** Which rules axe goes by. */
    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private static final String AXE = read("/axe.min.js");

    private final Path profile;
    private final ChromeDriver driver;

    Browser() {
        try {
            profile = Files.createTempDirectory("chromium");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                // One process draws all pages: a new one for each, and one in reserve, take longer than most pages.
                "--renderer-process-limit=1",
                "--disable-site-isolation-trials",
                "--disable-features=SpareRendererForSitePerProcess,ProactivelySwapBrowsingInstance,"
                        + "IsolateOrigins,site-per-process",
                "--lang=en-US",
                "--host-resolver-rules=MAP mirror.test 127.0.0.1",
                "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                        .usingPort(FreePort.find())
                        .build(),
                options);
    }

    private static String read(String resource) {
        try (InputStream in = Browser.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChromeDriver driver() {
        return driver;
    }

    /** A fresh page, also where only what is behind the # differs; with nothing that was chosen before. */
    void open(URI address) {
        driver.get("about:blank");
        console();
        driver.get(address.toString());
    }

    /** What was chosen on that page's server before: its language, its theme, its client. */
    void forget(URI page) {
        driver.executeCdpCommand(
                "Storage.clearDataForOrigin",
                Map.of("origin", "http://" + page.getAuthority(), "storageTypes", "local_storage"));
    }

    void look(Look look) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", look.width(), "height", look.height(), "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", look.scheme()))));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** Once there is one; what is drawn anew is looked for anew. */
    WebElement awaitElement(String selector) {
        await().until(() -> !driver.findElements(By.cssSelector(selector)).isEmpty());
        return find(selector);
    }

    /** What stands in the first of them, once it is there; all of it, whether it is in sight or not. */
    String text(String selector) {
        awaitElement(selector);
        return (String) run("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
    }

    /** Also across a change of page, in the middle of which nothing is found and no script runs. */
    void awaitText(String selector, String part) {
        await().ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(() -> assertThat(text(selector)).contains(part));
    }

    /** How many there are. */
    int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    /** To whatever has the focus. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void paste() {
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .sendKeys("v")
                .keyUp(Keys.CONTROL)
                .perform();
    }

    /** A selector-like name of what has the focus, for messages and comparisons. */
    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Errors, warnings and violations of the policy since the last call. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Nothing is wrong for anybody: not by axe where the look is one of those for it, not in the console, not too wide. */
    void assertClean(Look look, String where) {
        String which = look + ", " + where;
        if (Look.extremes().anyMatch(look::equals)) {
            assertThat(faults()).as(which).isEmpty();
        }
        assertThat(console()).as(which).isEmpty();
        assertThat((long) run("return document.documentElement.scrollWidth - innerWidth"))
                .as("too wide: " + which)
                .isZero();
    }

    /** What axe finds fault with: rule, element, and why. */
    @SuppressWarnings("unchecked")
    List<String> faults() {
        if (run("return window.axe ? true : null") == null) {
            run(AXE);
        }
        return (List<String>) driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { runOnly: arguments[0], rules: { 'label-content-name-mismatch': { enabled: true } }, resultTypes: ['violations'] }).then(found => done(found.violations.flatMap(rule =>
                  rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}: ${node.failureSummary}`))), error => done([String(error)]));
                """, RULES);
    }

    /** The whole page as PNG. */
    byte[] picture() {
        Map<String, Object> shot =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        return Base64.getDecoder().decode((String) shot.get("data"));
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException gone) {
            // Chromium itself removes files while it ends.
        }
    }
}
