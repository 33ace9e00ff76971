package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords that end while the program runs: where they came from is asked again, once, and the call goes on. */
class EndedCredentialsTest extends ScriptedRegistry {
    private static final Manifest MANIFEST = Samples.manifest("{}");
    private static final Credentials OLD = new Credentials("AWS", "old");
    private static final Credentials NEW = new Credentials("AWS", "new");

    private final AtomicInteger asked = new AtomicInteger();
    private final Front realm = Front.alone();
    private volatile Credentials valid = OLD;
    private volatile Supplier<Credentials> kept = () -> valid;

    @BeforeEach
    void begin() {
        reachedBy(new HostDirectory() {
            @Override
            public HostSettings apply(String host) {
                return Samples.allowingPrivateNetwork(host).withCredentials(host.equals(registry.host()) ? OLD : null);
            }

            @Override
            public Credentials lookAgain(String host) {
                asked.incrementAndGet();
                return kept.get();
            }
        });
    }

    @AfterEach
    void stop() {
        realm.close();
    }

    /** Whoever brings nothing is challenged; whoever brings what has ended gets that status. */
    private void answerEndedWith(int status, String challenge) {
        registry.answer(request -> {
            String authorization = request.header("Authorization");
            if (valid.basic().equals(authorization)) {
                return Samples.reply(MANIFEST);
            }
            return authorization == null ? Front.reply(401, "{}", BASIC) : Front.reply(status, "{}", challenge);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"401 " + BASIC, "401 X-Nothing: said", "403 X-Nothing: said"})
    void areAskedForOnceMore(String refusal) {
        answerEndedWith(Integer.parseInt(refusal.substring(0, 3)), refusal.substring(4));
        client.headManifest(image(registry, "a:1"));
        valid = NEW;

        assertThat(client.headManifest(image(registry, "a:1"))).contains(MANIFEST.descriptor());
        assertThat(client.headManifest(image(registry, "b:1"))).contains(MANIFEST.descriptor());
        assertThat(asked).hasValue(1);
    }

    @Test
    void mayEndAgainOnceTheyHaveWorked() {
        answerEndedWith(403, "X-Nothing: said");
        client.headManifest(image(registry, "a:1"));
        for (int i = 0; i < 3; i++) {
            valid = new Credentials("AWS", "new" + i);
            assertThat(client.headManifest(image(registry, "a:1"))).contains(MANIFEST.descriptor());
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void oneRepositoryThatIsDeniedAmongOthersIsNoStorm() {
        answerEndedWith(403, "X-Nothing: said");
        client.headManifest(image(registry, "a:1"));
        registry.answer(
                request -> request.line().contains("/secret/") ? Front.reply(403, "{}") : Samples.reply(MANIFEST));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> client.headManifest(image(registry, "secret:1")))
                    .isInstanceOf(RegistryException.class);
            client.headManifest(image(registry, "a:1"));
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void aRefusalThatIsMeantStandsAndIsNoStorm() {
        answerEndedWith(403, "X-Nothing: said");
        kept = () -> OLD;
        valid = NEW;
        for (int i = 0; i < 5; i++) {
            assertThat(failure(() -> client.headManifest(image(registry, "a:1")))
                            .kind())
                    .isEqualTo(RegistryException.Kind.DENIED);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void otherCredentialsThatAreRefusedTooAreNotTriedWithoutEnd() {
        registry.answer(request ->
                request.header("Authorization") == null ? Front.reply(401, "{}", BASIC) : Front.reply(403, "{}"));
        valid = NEW;
        assertThatThrownBy(() -> client.headManifest(image(registry, "a:1"))).isInstanceOf(RegistryException.class);
        assertThat(registry.requests().stream().map(request -> String.valueOf(request.header("Authorization"))))
                .containsExactly("null", OLD.basic(), NEW.basic());
    }

    @Test
    void tokensOfOtherCredentialsThatAreRefusedTooAreNotTriedWithoutEnd() {
        AtomicInteger issued = new AtomicInteger();
        realm.answer(request -> Front.reply(200, "{\"token\":\"t" + issued.incrementAndGet() + "\"}"));
        registry.answer(
                request -> issued.get() > 20 ? Samples.reply(MANIFEST) : Front.reply(401, "{}", bearer(realm.uri())));
        valid = NEW;

        assertThatThrownBy(() -> client.headManifest(image(registry, "a:1"))).isInstanceOf(RegistryException.class);
        assertThat(issued).hasValue(2);
        assertThatThrownBy(() -> client.headManifest(image(registry, "a:1"))).isInstanceOf(RegistryException.class);
        assertThat(issued.get()).isLessThan(6);
    }

    @Test
    void callsThatAreRefusedAtOnceAskOnceTogether() {
        int calls = 16;
        CyclicBarrier together = new CyclicBarrier(calls);
        answerEndedWith(403, "X-Nothing: said");
        client.headManifest(image(registry, "a:1"));
        valid = NEW;
        registry.answer(request -> {
            if (NEW.basic().equals(request.header("Authorization"))) {
                return Samples.reply(MANIFEST);
            }
            await(together);
            return Front.reply(403, "{}");
        });
        ExecutorService threads = Executors.newFixedThreadPool(calls);
        CompletableFuture.allOf(IntStream.range(0, calls)
                        .mapToObj(i -> CompletableFuture.runAsync(
                                () -> client.headManifest(image(registry, "a:" + i)), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        threads.shutdown();

        assertThat(asked).hasValue(1);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Google's and GitLab's registries: it is the token service that refuses. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void areAskedForOnceMoreWhereTheTokenServiceRefusesThem(int status) {
        AtomicInteger issued = new AtomicInteger();
        realm.answer(request -> valid.basic().equals(request.header("Authorization"))
                ? Front.reply(200, "{\"token\":\"t" + issued.incrementAndGet() + "\"}")
                : Front.reply(status, "{}"));
        registry.answer(request -> ("Bearer t" + issued).equals(request.header("Authorization"))
                ? Samples.reply(MANIFEST)
                : Front.reply(401, "{}", bearer(realm.uri())));
        valid = NEW;

        assertThat(client.headManifest(image(registry, "a:1"))).contains(MANIFEST.descriptor());
        assertThat(client.headManifest(image(registry, "b:1"))).contains(MANIFEST.descriptor());
        assertThat(asked).hasValue(1);
    }

    /** Some token services give a token without rights to whoever they do not know. */
    @Test
    void areAskedForOnceMoreWhereTheTokenIsRefused() {
        realm.answer(request ->
                Front.reply(200, "{\"token\":\"" + (valid.basic().equals(request.header("Authorization"))) + "\"}"));
        registry.answer(request -> "Bearer true".equals(request.header("Authorization"))
                ? Samples.reply(MANIFEST)
                : Front.reply(401, "{}", bearer(realm.uri())));
        valid = NEW;

        assertThat(client.headManifest(image(registry, "a:1"))).contains(MANIFEST.descriptor());
        assertThat(asked).hasValue(1);
    }

    @Test
    void anAnonymousClientLooksForNone() {
        answerEndedWith(403, "X-Nothing: said");
        assertThatThrownBy(() -> client.anonymous().headManifest(image(registry, "a:1")))
                .isInstanceOf(RegistryException.class);
        assertThat(asked).hasValue(0);
        assertThat(registry.requests()).allMatch(request -> request.header("Authorization") == null);
    }
}
