package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.github.Served;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.report.Outcome;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.trust.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Single routes as they lie in the folder, with some of their steps replaced by their ids. */
@Tag("slow")
class AdvisedRoutesTest extends CamelMainTestSupport {
    @RegisterExtension
    private final World world = new World();

    private Flow flow;

    @Override
    public boolean isUseAdviceWith() {
        return true;
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.setRoutesIncludePattern("file:routes/**/*.camel.yaml");
    }

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        Properties properties = new Properties();
        properties.setProperty("github.api_url", "http://127.0.0.1:9");
        properties.setProperty("github.owner", World.OWNER);
        properties.setProperty("github.repo", World.REPO);
        properties.setProperty("github.repo_path", "/repos/" + World.OWNER + "/" + World.REPO);
        properties.setProperty("github.poll_interval", "3600000");
        properties.setProperty("github.app.everywhere", "false");
        for (String timer : List.of("poll.timer", "watch.timer", "tell-watches.timer")) {
            properties.setProperty(timer, "timer:" + timer + "?delay=3600000&period=3600000");
        }
        properties.setProperty("github.retry_delay", "10");
        properties.setProperty("webhook.open", "false");
        properties.setProperty("turns.shared", "false");
        properties.setProperty("requests.queue", "seda:requests");
        properties.setProperty("requests.consumers", "?concurrentConsumers=2");
        return properties;
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        flow = world.beans().daemon();
        flow.beans().forEach(registry::bind);
    }

    @AfterEach
    void closeFlow() {
        flow.close();
    }

    @Test
    void aPostStepThatFailsChangesNothingButTheLog() throws Exception {
        AdviceWith.adviceWith(context, "post-process", route -> {
            route.weaveById("publish-at-swr").replace().throwException(new IllegalStateException("SWR is away"));
            route.weaveById("look-anonymously").replace().to("mock:look");
        });
        context.start();
        getMockEndpoint("mock:look").expectedMessageCount(1);
        Outcome.Mirrored mirrored = mirrored("swr.cn-southwest-2.myhuaweicloud.com/acme/hello:1");

        Object body = template.requestBody("direct:post-process", mirrored);

        MockEndpoint.assertIsSatisfied(context);
        assertThat(((Outcome.Mirrored) body).result()).isEqualTo(mirrored.result());
    }

    @Test
    void onlyTheBranchOfTheTargetsRegistryIsTaken() throws Exception {
        AdviceWith.adviceWith(context, "post-process", route -> {
            route.weaveById("publish-at-swr").replace().to("mock:swr");
            route.weaveById("describe-at-docker-hub").replace().to("mock:hub");
            route.weaveById("look-anonymously").replace().to("mock:look");
        });
        context.start();
        getMockEndpoint("mock:swr").expectedMessageCount(1);
        getMockEndpoint("mock:hub").expectedMessageCount(1);
        getMockEndpoint("mock:look").expectedMessageCount(3);

        template.requestBody("direct:post-process", mirrored("swr.cn-southwest-2.myhuaweicloud.com/acme/hello:1"));
        template.requestBody("direct:post-process", mirrored("docker.io/acme/hello:1"));
        template.requestBody("direct:post-process", mirrored("registry.example.com/acme/hello:1"));

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void whatTravelsOnTheQueueIsJson() throws Exception {
        AdviceWith.adviceWith(context, "serve-request", route -> route.replaceFromWith("direct:unused"));
        AdviceWith.adviceWith(context, "start-answer", route -> route.weaveByToUri("direct:create-comment")
                .replace()
                .to("mock:comment"));
        context.start();
        template.requestBody("direct:accept-request", Served.issue("""
                {"number": 7, "title": "[PORTER]nginx:1", "state": "open", "user": {"login": "alice"},
                 "labels": [{"name": "porter"}], "comments": 0, "updated_at": "2026-11-24T08:00:00Z"}"""));

        String queued = consumer.receiveBody("seda:requests", 60_000, String.class);

        assertThat(queued).contains("\"issue\":7", "\"user\":\"alice\"", "\"title\":\"[PORTER]nginx:1\"");
        assertThat(RequestRun.parse(queued, text -> World.id(Long.parseLong(text)))
                        .labels())
                .isEqualTo(List.of("porter"));
    }

    private static Outcome.Mirrored mirrored(String target) {
        Digest digest = Digest.of("x");
        Platform platform = Platform.parse("linux/amd64");
        CopyResult result = new CopyResult(
                ArtifactType.IMAGE,
                ImageReference.parse("docker.io/library/hello:1"),
                ImageReference.parse(target),
                digest,
                digest,
                DigestDifference.NONE,
                List.of(platform),
                PlatformSelection.ALL,
                List.of(platform),
                List.of(),
                List.of(),
                1,
                1,
                Duration.ofSeconds(1),
                false,
                Signatures.NONE,
                Verification.NOT_ASKED);
        return new Outcome.Mirrored(result, Visibility.PUBLIC, null);
    }
}
