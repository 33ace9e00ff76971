package io.github.syncimage.registry.api;

import static io.github.syncimage.registry.api.Samples.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.testing.Front;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The token flow, call by call, with a registry and a token service on different hosts. */
class TokensTest extends ScriptedRegistry {
    private static final Manifest MANIFEST = Samples.manifest("{}");
    /** {@code ann:secret} */
    private static final String ANN = "Basic YW5uOnNlY3JldA==";

    private final AtomicInteger issued = new AtomicInteger();
    private volatile String valid = "";
    private volatile String expiry = "";
    private Front realm;

    @BeforeEach
    void start() {
        realm = Front.alone().answer(request -> {
            valid = "t" + issued.incrementAndGet();
            return Front.reply(200, "{\"token\":\"" + valid + "\"" + expiry + "}");
        });
        registry.answer(request -> ("Bearer " + valid).equals(request.header("Authorization"))
                ? Samples.reply(MANIFEST)
                : Front.reply(
                        401,
                        "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}",
                        bearer(realm.uri()) + ",service=\"the registry\""));
        reachedBy(Samples::allowingPrivateNetwork);
    }

    @AfterEach
    void stop() {
        realm.close();
    }

    @Test
    void learnsTheRealmFromTheFirstRefusalOnly() {
        client.headManifest(image(registry, "a:1"));
        client.headManifest(image(registry, "a:2"));
        client.headManifest(image(registry, "b:1"));

        assertThat(registry.calls())
                .containsExactly(
                        "HEAD /v2/a/manifests/1",
                        "HEAD /v2/a/manifests/1",
                        "HEAD /v2/a/manifests/2",
                        "HEAD /v2/b/manifests/1");
        assertThat(realm.calls())
                .containsExactly(
                        "GET /token?service=the+registry&scope=repository%3Aa%3Apull",
                        "GET /token?service=the+registry&scope=repository%3Ab%3Apull");
    }

    @Test
    void renewsATokenThatIsRefused() {
        client.headManifest(image(registry, "a:1"));
        valid = "revoked";
        registry.forget();

        assertThat(client.headManifest(image(registry, "a:1"))).contains(MANIFEST.descriptor());
        assertThat(registry.calls()).hasSize(2);
        assertThat(issued).hasValue(2);
    }

    @Test
    void renewsATokenBeforeItEnds() {
        expiry = ",\"expires_in\":0";
        client.headManifest(image(registry, "a:1"));
        org.awaitility.Awaitility.await().until(() -> {
            registry.forget();
            client.headManifest(image(registry, "a:1"));
            return issued.get() > 1;
        });
        assertThat(registry.calls()).containsExactly("HEAD /v2/a/manifests/1");
    }

    @Test
    void asksOnceForAllWhoNeedTheSameToken() {
        client.headManifest(image(registry, "other:1"));
        realm.forget();
        IntStream.range(0, 20).parallel().forEach(i -> client.headManifest(image(registry, "a:1")));
        assertThat(realm.calls()).containsExactly("GET /token?service=the+registry&scope=repository%3Aa%3Apull");
    }

    @Test
    void sendsCredentialsToTheRealmAndNothingButTheTokenToTheRegistry() {
        reachedBy(host -> Samples.allowingPrivateNetwork(host).withCredentials(new Credentials("ann", "secret")));
        client.headManifest(image(registry, "a:1"));
        client.anonymous().headManifest(image(registry, "a:1"));

        assertThat(realm.requests().stream().map(request -> String.valueOf(request.header("Authorization"))))
                .containsExactly(ANN, "null");
        assertThat(registry.requests().stream().map(request -> String.valueOf(request.header("Authorization"))))
                .containsExactly("null", "Bearer t1", "Bearer t2");
    }

    /** What `docker login` leaves where a registry gives identity tokens: it is no password. */
    @Test
    void tradesAnIdentityTokenForAccessTokensAndShowsItToNobodyElse() {
        List<String> forms = new CopyOnWriteArrayList<>();
        realm.script((request, socket) -> {
            int length = Integer.parseInt(request.header("Content-Length"));
            forms.add(new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII));
            valid = "access";
            socket.getOutputStream().write(Front.reply(200, "{\"access_token\":\"access\",\"expires_in\":300}"));
            socket.shutdownOutput();
            return true;
        });
        reachedBy(host -> Samples.allowingPrivateNetwork(host)
                .withCredentials(new Credentials(Credentials.IDENTITY_TOKEN, "r+/1")));

        assertThat(client.headManifest(image(registry, "a:1"))).contains(MANIFEST.descriptor());
        assertThat(realm.calls()).containsExactly("POST /token");
        assertThat(realm.requests().get(0).header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(forms)
                .containsExactly("grant_type=refresh_token&client_id=sync-image&service=the+registry"
                        + "&scope=repository%3Aa%3Apull&refresh_token=r%2B%2F1");
        assertThat(registry.requests().stream().map(request -> String.valueOf(request.header("Authorization"))))
                .containsExactly("null", "Bearer access");

        registry.answer(request -> Front.reply(401, "{}", BASIC));
        assertThatThrownBy(() -> client.headManifest(image(registry, "b:1"))).isInstanceOf(RegistryException.class);
        assertThat(registry.requests()).noneMatch(request -> request.head().contains("Basic"));
    }

    @Test
    void usesTheTokenForWritingToRead() {
        registry.answer(request -> request.header("Authorization") == null
                ? Front.reply(401, "{}", bearer(realm.uri()))
                : Front.reply(request.line().startsWith("PUT") ? 201 : 200, "{}"));
        client.putManifest(image(registry, "a:1"), MANIFEST);
        Samples.tags(client, image(registry, "a:1").repository());

        assertThat(realm.calls()).containsExactly("GET /token?scope=repository%3Aa%3Apull%2Cpush");
    }

    @Test
    void renewsATokenForWritingThatIsRefusedForReading() {
        registry.answer(request -> ("Bearer " + valid).equals(request.header("Authorization"))
                ? Front.reply(request.line().startsWith("PUT") ? 201 : 200, "{}")
                : Front.reply(401, "{}", bearer(realm.uri())));
        client.putManifest(image(registry, "a:1"), MANIFEST);
        valid = "revoked";

        assertThat(Samples.tags(client, image(registry, "a:1").repository())).isEmpty();
        assertThat(issued).hasValue(2);
    }

    @Test
    void tellsThatTheTokenServiceRefused() {
        realm.answer(request -> Front.reply(401, "{\"details\":\"incorrect username or password\"}"));
        assertThatThrownBy(() -> client.headManifest(image(registry, "a:1")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED))
                .hasMessage("could not get a token (" + registry.host()
                        + "/a:1): HTTP 401: incorrect username or password");
    }

    @Test
    void givesUpWhenEveryTokenIsRefused() {
        registry.answer(request -> Front.reply(
                401,
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}",
                bearer(realm.uri())));
        assertThatThrownBy(() -> client.getManifest(image(registry, "a:1")))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED);
                    assertThat(e.status()).isEqualTo(401);
                    assertThat(e.codes()).isEqualTo(List.of("UNAUTHORIZED"));
                });
        assertThat(registry.calls()).hasSize(2);
    }

    /** One request, one need: ghcr.io and others refuse all of a request for one repository in it. */
    @Test
    void asksForNothingOfAnotherCall() {
        registry.answer(request -> {
            String repository = request.line().split("/")[2];
            return ("Bearer " + valid).equals(request.header("Authorization")) && !repository.equals("secret")
                    ? Samples.reply(MANIFEST)
                    : Front.reply(401, "{}", challenge("repository:" + repository + ":pull"));
        });
        realm.answer(request -> request.line().contains("secret")
                ? Front.reply(403, "{}")
                : Front.reply(200, "{\"token\":\"" + (valid = "t" + issued.incrementAndGet()) + "\"}"));

        assertThatThrownBy(() -> client.headManifest(image(registry, "secret:1")))
                .isInstanceOf(RegistryException.class);
        assertThat(client.headManifest(image(registry, "a:1"))).isPresent();
        assertThat(client.headManifest(image(registry, "b:1"))).isPresent();
        assertThat(realm.calls())
                .containsExactly(
                        "GET /token?scope=repository%3Asecret%3Apull",
                        "GET /token?scope=repository%3Aa%3Apull", "GET /token?scope=repository%3Ab%3Apull");
    }

    /** A mirror below a path calls its repositories otherwise than their images' names. */
    @Test
    void asksForWhatTheRegistryCallsTheRepository() {
        registry.answer(request -> ("Bearer " + valid).equals(request.header("Authorization"))
                ? Samples.reply(MANIFEST)
                : Front.reply(401, "{}", challenge("repository:mirror/a:pull")));
        client.headManifest(image(registry, "a:1"));
        valid = "revoked";
        client.headManifest(image(registry, "a:1"));

        assertThat(realm.calls()).hasSize(2).containsOnly("GET /token?scope=repository%3Amirror%2Fa%3Apull");
    }

    @Test
    void aMountHasATokenOfItsOwn() {
        registry.answer(
                request -> String.valueOf(request.header("Authorization")).startsWith("Bearer t")
                        ? Front.reply(request.line().contains("mount=") ? 201 : 200, "{}")
                        : Front.reply(401, "{}", challenge("repository:a:pull")));
        var to = image(registry, "a:1").repository();
        Samples.tags(client, to);
        client.hasBlob(to, MANIFEST.digest());
        client.mountBlob(to, MANIFEST.digest(), image(registry, "from:1").repository());
        client.putManifest(image(registry, "a:1"), MANIFEST);

        assertThat(realm.calls().stream().map(call -> call.replace("GET /token?scope=repository%3A", "")))
                .containsExactly("a%3Apull", "a%3Apull%2Cpush", "a%3Apull%2Cpush&scope=repository%3Afrom%3Apull");
    }

    private String challenge(String scope) {
        return bearer(realm.uri()) + ",scope=\"" + scope + "\"";
    }
}
