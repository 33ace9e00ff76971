package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

/**
 * What GitHub knows of an App: checks what it shows as itself against its public key, gives out tokens of one of its
 * installations, and lets them end.
 */
public final class LoopbackApp {
    /** Of the App. */
    public static final String ID = "123456";

    public static final String SLUG = "our-mirror";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RSAPublicKey key;
    private final Clock clock;
    private final long installation;
    private final Set<String> archived = ConcurrentHashMap.newKeySet();
    private final Set<String> withoutIssues = ConcurrentHashMap.newKeySet();
    private volatile Set<String> repositories;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    /** What each token is good for, as it was asked for. */
    private final Map<String, JsonNode> scopes = new ConcurrentHashMap<>();

    private final AtomicInteger given = new AtomicInteger();
    private final Map<String, String> permissions = new LinkedHashMap<>(Map.of("issues", "write", "metadata", "read"));
    private volatile List<String> events = List.of("issues", "issue_comment");
    private volatile boolean installed = true;
    private volatile boolean suspended;

    /** @param repository {@code owner/name} where it is installed */
    public LoopbackApp(RSAPublicKey key, String repository, Clock clock) {
        this(key, clock, 4711, repository);
    }

    /**
     * @param installation its number
     * @param repositories {@code owner/name} of those of an owner where it is installed
     */
    LoopbackApp(RSAPublicKey key, Clock clock, long installation, String... repositories) {
        this.key = key;
        this.clock = clock;
        this.installation = installation;
        this.repositories = Set.of(repositories);
    }

    /** It is taken away from the repository, or given back. */
    public void installed(boolean now) {
        installed = now;
        tokens.clear();
    }

    /** The owner stops it for a while. */
    public void suspended(boolean now) {
        suspended = now;
        tokens.clear();
    }

    /** GitHub takes back every token that it gave. */
    public void revokeTokens() {
        tokens.clear();
    }

    public void permission(String name, String level) {
        permissions.put(name, level);
    }

    public void events(String... subscribed) {
        events = List.of(subscribed);
    }

    /** How many tokens it has got. */
    public int tokensGiven() {
        return given.get();
    }

    /**
     * Answers what an App asks as itself; null for all else, once its token was found to be good.
     *
     * @throws Refusal where it is not
     */
    Response answer(Request request, List<String> path) throws IOException {
        String shown = request.header("Authorization").replaceFirst("(?i)bearer ", "");
        String call = request.method() + " " + String.join("/", path);
        if (call.equals("GET app")) {
            check(shown);
            Map<String, Object> app = Json.withNulls("id", 123456, "slug", SLUG);
            app.put("html_url", "https://github.com/apps/" + SLUG);
            app.put("permissions", permissions);
            app.put("events", events);
            return Response.json(200, app);
        }
        if (repositories.stream().anyMatch(name -> call.equals("GET repos/" + name + "/installation"))) {
            check(shown);
            if (!installed) {
                throw Refusal.notFound();
            }
            return Response.json(200, installation());
        }
        if (call.equals("POST app/installations/" + installation + "/access_tokens")) {
            check(shown);
            return token(JSON.readTree(request.body()));
        }
        Instant ends = tokens.get(shown);
        if (ends == null || !clock.instant().isBefore(ends)) {
            throw Refusal.of(401, "Bad credentials");
        }
        JsonNode named = scopes.get(shown).path("repositories");
        if (path.get(0).equals("repos")
                && !named.isMissingNode()
                && !texts(named).contains(path.get(2))) {
            throw Refusal.notFound();
        }
        return null;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** What was asked for with that token, as JSON. */
    public String scope(String token) {
        return scopes.get(token).toString();
    }

    /** What the App as itself is told of this installation; null where it is gone. */
    Map<String, Object> listed() {
        return installed ? installation() : null;
    }

    /** Whose token this is. */
    boolean gave(String token) {
        return tokens.containsKey(token);
    }

    /** The repositories that this installation may see, as GitHub lists them. */
    List<Map<String, Object>> granted() {
        return repositories.stream()
                .sorted()
                .map(name -> {
                    Map<String, Object> shown = Json.withNulls("id", Math.abs(name.hashCode()), "full_name", name);
                    shown.put("archived", archived.contains(name));
                    shown.put("has_issues", !withoutIssues.contains(name));
                    return shown;
                })
                .toList();
    }

    /** From now on it may see these. */
    public void grant(String... names) {
        repositories = Set.of(names);
    }

    /** Nobody can comment there from now on. */
    public void archive(String name) {
        archived.add(name);
    }

    /** There are no issues there from now on. */
    public void turnIssuesOff(String name) {
        withoutIssues.add(name);
    }

    private Map<String, Object> installation() {
        String owner = repositories.stream().findFirst().orElse("acme/none").split("/")[0];
        Map<String, Object> shown = Json.withNulls("id", installation, "account", Map.of("login", owner));
        shown.put("permissions", permissions);
        shown.put("events", events);
        shown.put("suspended_at", suspended ? clock.instant().toString() : null);
        return shown;
    }

    private Response token(JsonNode wanted) {
        if (!installed) {
            throw Refusal.notFound();
        }
        if (suspended) {
            throw Refusal.of(403, "This installation has been suspended");
        }
        boolean has = texts(wanted.path("repositories")).stream()
                .allMatch(name -> repositories.stream().anyMatch(owned -> owned.endsWith("/" + name)));
        boolean may = wanted.path("permissions").properties().stream()
                .allMatch(asked -> asked.getValue().asText().equals(permissions.get(asked.getKey()))
                        || "write".equals(permissions.get(asked.getKey())));
        if (!has || !may) {
            throw Refusal.of(
                    422,
                    has
                            ? "The permissions requested are not granted"
                            : "There is at least one repository"
                                    + " that does not exist or is not accessible to the parent installation.");
        }
        String token = "ghs_" + installation + "_" + given.incrementAndGet();
        Instant ends = clock.instant().plus(Duration.ofHours(1));
        tokens.put(token, ends);
        scopes.put(token, wanted);
        return Response.json(
                201, Json.withNulls("token", token, "expires_at", ends.toString(), "permissions", permissions));
    }

    /** @throws Refusal where that is nothing that the App can show as itself */
    void check(String jwt) throws IOException {
        String[] parts = jwt.split("\\.");
        if (parts.length != 3 || !signed(parts)) {
            throw Refusal.of(401, "A JSON web token could not be decoded");
        }
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        Instant now = clock.instant();
        Instant issued = Instant.ofEpochSecond(claims.path("iat").asLong());
        Instant ends = Instant.ofEpochSecond(claims.path("exp").asLong());
        if (!header.path("alg").asText().equals("RS256")
                || !claims.path("iss").asText().equals(ID)) {
            throw Refusal.of(401, "Integration must generate a public key");
        }
        if (issued.isAfter(now)) {
            throw Refusal.of(
                    401,
                    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
        }
        if (ends.isAfter(now.plus(Duration.ofMinutes(10)))) {
            throw Refusal.of(401, "'Expiration time' claim ('exp') is too far in the future");
        }
        if (!ends.isAfter(now)) {
            throw Refusal.of(
                    401, "'Expiration time' claim ('exp') must be a numeric value representing the future time");
        }
    }

    private boolean signed(String[] parts) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            return false;
        }
    }
}
