package io.github.syncimage.page.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.demo.SampleImages;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.SlowLine;
import io.github.syncimage.flow.World;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people see of a daemon at work: the whole way, from issues to the page. */
@Tag("slow")
class DaemonPageIT {
    private static final String SOURCE = "gcr.io/google-samples/hello-app:1.0";
    private static final SampleImage HELLO = SampleImages.index(
            Flavour.OCI,
            List.of(
                    SampleImages.image(
                            Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(1, 24 * SlowLine.PIECE))),
                    SampleImages.image(
                            Flavour.OCI, "linux/arm64", List.of(LoopbackImages.random(2, 24 * SlowLine.PIECE)))),
            List.of("linux/amd64", "linux/arm64"),
            List.of());

    @RegisterExtension
    private final World world = new World().withoutProgress();

    @Test
    void showsWhatMovesWhatCameOfItAndHowToPullIt() throws Exception {
        URI root = URI.create("http://127.0.0.1:" + world.port("page.port") + "/");
        try (SlowLine line = new SlowLine(world.upstream.uri());
                Browser browser = new Browser()) {
            world.upstream.add("google-samples/hello-app", "1.0", HELLO);
            world.through("gcr.io", line.uri());
            int issue = world.open(World.HELLO);
            int hostile = world.open("[PORTER]<img src=x onerror=alert(1)>");
            try (Flow flow = world.daemon()) {
                browser.look(Look.DESKTOP);
                browser.open(root);
                browser.awaitElement(".bars progress[value]");
                int seen = 0;
                for (int times = 0; times < 3; times++) {
                    int before = seen;
                    // Each platform's configuration may take one. So few that the copy stays in the middle,
                    // however seldom the page hears of it.
                    line.let(3);
                    await().until(() -> moved(browser) > before);
                    seen = moved(browser);
                }
                assertThat(browser.text(".run")).contains("hello-app", "alice", "#" + issue, "mirrored/hello-app:1.0");
                assertThat(browser.console()).isEmpty();

                line.open();
                world.awaitClosed(issue, hostile);
                browser.awaitElement(".answer .ok");
                browser.awaitText("#main", "<img src=x onerror=alert(1)>");
                await().until(() -> browser.count(".run") == 0);
                assertThat(browser.console()).isEmpty();

                browser.find("[name=q]").sendKeys("docker pull " + SOURCE, org.openqa.selenium.Keys.ENTER);
                browser.awaitText(".known", HELLO.digest().toString());
                assertThat(browser.driver().getCurrentUrl()).endsWith("#image=" + SOURCE);
                assertThat(browser.text(".command pre"))
                        .contains("docker pull " + world.target.host() + "/mirrored/hello-app:1.0");
                assertThat(browser.console()).isEmpty();

                browser.open(root.resolve("#request=acme/mirror/" + issue));
                browser.awaitText(".asked-for", "Mirrored");
                browser.open(root.resolve("#catalogue&q=gcr.io/google-samples/hello-app:2.0"));
                browser.awaitText(".verdict", "The rules serve it");
                assertThat(browser.find(".go a").getDomAttribute("href"))
                        .contains("/acme/mirror/issues/new?template=porter.yml&title=%5BPORTER%5Dgcr.io");
                browser.open(root.resolve("#catalogue&q=evil.example.com/x:1"));
                browser.awaitText(".verdict", "not served. What is served: ");
                assertThat(browser.count(".missing .button")).isZero();
                browser.open(root.resolve("#catalogue&q=nginx:1:2"));
                browser.awaitText(".verdict", "more than one tag");
                assertThat(browser.count(".missing .button")).isZero();
                browser.open(root.resolve("#catalogue&q=quay.m.daocloud.io/coreos/etcd:v3.5.25"));
                browser.awaitText(".verdict", "another mirror’s name; ask by the publisher’s. What is served: quay.io");
                assertThat(browser.find(".verdict a").getDomAttribute("href"))
                        .isEqualTo("#image=quay.io/coreos/etcd:v3.5.25");
                assertThat(browser.count(".missing .button")).isZero();
                assertThat(browser.console()).isEmpty();
            }
        }
    }

    private static int moved(Browser browser) {
        return ((Long)
                        browser.run(
                                "return [...document.querySelectorAll('.bars progress')].reduce((sum, bar) => sum + bar.value, 0)"))
                .intValue();
    }
}
