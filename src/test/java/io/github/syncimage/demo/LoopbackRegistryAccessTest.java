package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.Ask.Reply;
import io.github.syncimage.registry.Credentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackRegistryAccessTest {
    private static final Credentials ANN = new Credentials("ann", "secret");
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
    private static final String WRONG =
            "Basic " + Base64.getEncoder().encodeToString("ann:wrong".getBytes(StandardCharsets.UTF_8));
    private static final String MANIFEST = "/v2/team/hello/manifests/1";
    private static final String UPLOADS = "/v2/team/hello/blobs/uploads/";

    private LoopbackRegistry registry;

    @BeforeEach
    void start() {
        registry = new LoopbackRegistry();
        registry.add("team/hello", "1", LoopbackImages.single("hello", "linux/amd64"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void wantsBasicCredentialsToWrite() {
        registry.requireBasic(ANN, true);

        assertThat(ask("GET", MANIFEST, null).status()).isEqualTo(200);
        Reply refused = ask("POST", UPLOADS, null);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Basic realm=");
        assertThat(ask("POST", UPLOADS, WRONG).status()).isEqualTo(401);
        assertThat(ask("POST", UPLOADS, BASIC).status()).isEqualTo(202);
        assertThat(ask("GET", "/v2/", null).status()).isEqualTo(401);
        assertThat(ask("GET", "/v2/", BASIC).status()).isEqualTo(200);
    }

    @Test
    void wantsBasicCredentialsEvenToRead() {
        registry.requireBasic(ANN, false);

        assertThat(ask("GET", MANIFEST, null).status()).isEqualTo(401);
        assertThat(ask("GET", MANIFEST, BASIC).status()).isEqualTo(200);
    }

    @Test
    void namesItsTokenServiceAndTakesItsTokens() {
        registry.requireToken(ANN, true);
        Reply refused = ask("POST", UPLOADS, null);

        assertThat(refused.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"http://" + registry.host() + "/token\",service=\"" + registry.host()
                        + "\",scope=\"repository:team/hello:pull,push\"");
        assertThat(ask("GET", MANIFEST, null).status()).isEqualTo(401);
        assertThat(ask("GET", MANIFEST, bearer(null, "pull")).status()).isEqualTo(200);
        assertThat(ask("POST", UPLOADS, bearer(BASIC, "pull,push")).status()).isEqualTo(202);
        assertThat(ask("POST", UPLOADS, bearer(null, "pull,push")).status()).isEqualTo(403);
        assertThat(ask("POST", UPLOADS, BASIC).status()).isEqualTo(401);
        assertThat(token(WRONG, "pull").status()).isEqualTo(401);
    }

    @Test
    void givesAnonymousReadersNoTokenForAClosedRegistry() {
        registry.requireToken(ANN, false);

        assertThat(ask("GET", MANIFEST, bearer(null, "pull")).status()).isEqualTo(401);
        assertThat(ask("GET", MANIFEST, bearer(BASIC, "pull")).status()).isEqualTo(200);
    }

    @Test
    void revokesTokens() {
        registry.requireToken(ANN, true);
        String token = bearer(BASIC, "pull");
        registry.revokeTokens();

        assertThat(ask("GET", MANIFEST, token).status()).isEqualTo(401);
    }

    @Test
    void keepsARepositoryPrivateUntilItIsPublished() {
        registry.requireToken(ANN, true).privateUntilPublished();
        String push = bearer(BASIC, "team/new", "pull,push");
        ask("POST", "/v2/team/new/blobs/uploads/", push);

        assertThat(registry.isPrivate("team/new")).isTrue();
        assertThat(registry.isPrivate("team/hello")).isFalse();
        assertThat(ask("GET", "/v2/team/new/tags/list", bearer(null, "team/new", "pull"))
                        .status())
                .isEqualTo(401);
        registry.publish("team/new");
        assertThat(ask("GET", "/v2/team/new/tags/list", bearer(null, "team/new", "pull"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void deniesAPushOutsideItsNamespaces() {
        registry.onlyNamespaces("team");

        assertThat(ask("POST", UPLOADS, null).status()).isEqualTo(202);
        Reply denied = ask("POST", "/v2/others/hello/blobs/uploads/", null);
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.text()).contains("DENIED");
    }

    private String bearer(String authorization, String actions) {
        return bearer(authorization, "team/hello", actions);
    }

    private String bearer(String authorization, String repository, String actions) {
        URI service = registry.uri().resolve("/token?service=x&scope=repository:" + repository + ":" + actions);
        Reply reply = authorization == null ? Ask.get(service) : Ask.get(service, "Authorization", authorization);
        return "Bearer " + reply.json().path("token").asText();
    }

    private Reply token(String authorization, String actions) {
        return Ask.get(
                registry.uri().resolve("/token?scope=repository:team/hello:" + actions),
                "Authorization",
                authorization);
    }

    private Reply ask(String method, String path, String authorization) {
        URI uri = registry.uri().resolve(path);
        return authorization == null
                ? Ask.ask(method, uri, "", "Accept", "*/*")
                : Ask.ask(method, uri, "", "Accept", "*/*", "Authorization", authorization);
    }
}
