package io.github.syncimage.postprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.Visibility.Cause;
import io.github.syncimage.postprocess.Visibility.State;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.registry.api.Samples;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibilityCheckTest {
    private static final Credentials LOGIN = new Credentials("us", "secret");
    private static final ImageReference TARGET =
            ImageReference.parse("swr.cn-southwest-2.myhuaweicloud.com/team/hello:1.0");

    private LoopbackRegistry registry;
    private RegistryClient client;
    private final List<String> found = new ArrayList<>();
    private VisibilityCheck check;

    @BeforeEach
    void start() {
        registry = new LoopbackRegistry().requireToken(LOGIN, true);
        registry.add("team/hello", "1.0", LoopbackImages.single("hello", "linux/amd64"));
        client = client(registry.uri());
        check = check(client);
    }

    private VisibilityCheck check(RegistryClient with) {
        return new VisibilityCheck(
                with.anonymous(), Duration.ofMillis(1), (target, state) -> found.add(target + " " + state));
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({
        "false, 1.0, NOTHING, PUBLIC, NONE, ''",
        "true, 1.0, NOTHING, PRIVATE, LOGIN_NEEDED, HTTP 401",
        "false, 2.0, NOTHING, PRIVATE, LOGIN_NEEDED, HTTP 404",
        "true, 1.0, NOT_CONFIGURED, PRIVATE, NO_KEYS, HTTP 401",
        "true, 1.0, REFUSED, PRIVATE, NOT_PUBLISHED, 403 SVCSTG.SWR.4030003: no right",
        "false, 1.0, NOT_CONFIGURED, PUBLIC, NONE, ''",
        "false, 1.0, REFUSED, PUBLIC, NONE, ''",
    })
    void tellsWhatAnAnonymousRequestGotAndWhatTheStepSaidOfIt(
            boolean hidden, String tag, PostStep.Result step, State state, Cause cause, String reason) {
        if (hidden) {
            registry.hide("team/hello");
        }
        ImageReference image = TARGET.repository().tag(tag);

        assertThat(check.check(image, new PostStep(step, "403 SVCSTG.SWR.4030003: no right")))
                .isEqualTo(new Visibility(state, cause, reason));
        assertThat(found).containsExactly(image + " " + state);
        assertThat(client.headManifest(image).isPresent()).as("with the login").isEqualTo(tag.equals("1.0"));
    }

    @Test
    void isSeenAsSoonAsItIsPublished() {
        registry.hide("team/hello");
        check.check(TARGET, null);
        registry.publish("team/hello");

        assertThat(check.check(TARGET, PostStep.DONE)).isEqualTo(Visibility.PUBLIC);
    }

    @Test
    void looksAgainAfterPublishing() {
        registry.hide("team/hello");
        registry.forgetCalls();

        assertThat(check.check(TARGET, PostStep.DONE).cause()).isEqualTo(Cause.LOGIN_NEEDED);

        assertThat(registry.calls().stream().filter(call -> call.path().equals("/token")))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    /** For the answer on the issue that is private; who keeps it is told that nobody knows. */
    @Test
    void isUnknownToWhoKeepsItWhereNothingAnswers() {
        // Another server might get the port of one that was closed; nobody gets this one.
        try (RegistryClient nowhere = client(URI.create("http://127.0.0.1:1"))) {
            assertThat(check(nowhere).check(TARGET, null).cause()).isEqualTo(Cause.NO_ANSWER);
        }
        assertThat(found).containsExactly(TARGET + " UNKNOWN");
    }

    private static RegistryClient client(URI endpoint) {
        return new RegistryClient(host -> Samples.at(host, endpoint).withCredentials(LOGIN), 4);
    }
}
