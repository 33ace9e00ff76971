package io.github.syncimage.github.http;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.TokenSource.NoTokenException;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.URI;
import java.security.interfaces.RSAPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The tokens of a GitHub App: for a request about a repository that of the installation which has it, asked for once by all
 * who need it, and another one before it ends; for a request about none, what the App shows as itself. A token can do no more
 * than this program does, and in no other repository than those that are served, whatever the App was given.
 */
public final class AppTokens implements TokenSource, AutoCloseable {
    /** A token lives for an hour. What begins with one just before that may take its time. */
    private static final Duration EARLY = Duration.ofMinutes(5);

    private static final int UNPROCESSABLE = 422;
    /** GitHub's own bound. */
    private static final int MOST_NAMED = 500;

    /** Issues and their comments, labels included; the App may have been given more than it needs. */
    private static final Map<String, String> TO_SERVE = Map.of("issues", "write", "metadata", "read");

    private static final Map<String, String> TO_LIST = Map.of("metadata", "read");

    private record Given(String token, Instant ends) {}

    /** One token for all of its repositories that are served, since GitHub counts how many are made. */
    private final class Installation implements TokenSource {
        private final long id;
        /** Whether its repositories are only listed. */
        private final boolean lists;

        private final Map<RepositoryName, Given> tokens = new HashMap<>();
        private boolean apart;

        private Installation(long id, boolean lists) {
            this.id = id;
            this.lists = lists;
        }

        @Override
        public String account(RepositoryName repository) {
            return String.valueOf(id);
        }

        @Override
        public synchronized String token(RepositoryName asked) throws IOException {
            RepositoryName repository = lists ? null : asked;
            Instant now = limit.theirNow();
            Given given = tokens.get(repository);
            if (given == null || !now.isBefore(given.ends().minus(EARLY))) {
                given = renewed(repository, given, now);
            }
            return given.token();
        }

        private Given renewed(RepositoryName repository, Given old, Instant now) throws IOException {
            try {
                Set<RepositoryName> named = lists ? Set.of() : apart ? Set.of(repository) : together(repository);
                Answer answer = ask(named);
                if (answer.status() == UNPROCESSABLE && named.size() > 1) {
                    // One of them is not this installation's any more, and must not cost the others their token.
                    apart = true;
                    named = Set.of(repository);
                    answer = ask(named);
                }
                String token = Json.text(answer.json(), "token");
                if (answer.status() != 201 || token.isEmpty()) {
                    throw refusal(answer);
                }
                Given given = new Given(token, ends(answer, now));
                named.forEach(name -> tokens.put(name, given));
                tokens.put(repository, given);
                return given;
            } catch (IOException missed) {
                // An old one serves until its end, while GitHub has a moment of trouble.
                boolean serves = old != null && now.isBefore(old.ends());
                if (!serves || missed instanceof NoTokenException) {
                    throw missed;
                }
                return old;
            }
        }

        /** That one, those that are known to be this installation's, and those of the configuration that should be. */
        private Set<RepositoryName> together(RepositoryName repository) {
            Set<RepositoryName> together = new LinkedHashSet<>(List.of(repository));
            byRepository.forEach((name, installation) -> {
                if (installation == this) {
                    together.add(name);
                }
            });
            served.stream()
                    .filter(name -> name.owner().equalsIgnoreCase(repository.owner()))
                    .forEach(together::add);
            return together;
        }

        private Answer ask(Set<RepositoryName> named) throws IOException {
            Map<String, Object> wanted = new LinkedHashMap<>();
            // Where there are more than GitHub lets anybody name, the token is for all that the installation has.
            if (!named.isEmpty() && named.size() <= MOST_NAMED) {
                wanted.put(
                        "repositories", named.stream().map(RepositoryName::name).toList());
            }
            wanted.put("permissions", lists ? TO_LIST : TO_SERVE);
            return AppTokens.this.ask("POST", "/app/installations/" + id + "/access_tokens", Json.text(wanted));
        }

        @Override
        public synchronized boolean refused(RepositoryName repository, String old) {
            tokens.values().removeIf(given -> given.token().equals(old));
            return true;
        }
    }

    private final AppJwt jwt;
    private final RateLimit limit;
    private final GitHubHttp http;
    private final Map<RepositoryName, Installation> byRepository = new ConcurrentHashMap<>();
    private final Map<Long, Installation> installations = new ConcurrentHashMap<>();
    private final Map<Long, Installation> listed = new ConcurrentHashMap<>();
    private volatile List<RepositoryName> served = List.of();

    /**
     * @param api address of GitHub's API
     * @param id the App's id, or its client id
     * @param proxy that leads to GitHub, or null
     */
    public AppTokens(URI api, String id, RSAPrivateKey key, URI proxy, Clock clock) {
        this.limit = new RateLimit(clock);
        this.jwt = new AppJwt(id, key, limit::theirNow);
        this.http = new GitHubHttp(api, jwt, new RateLimits(jwt, account -> limit), proxy);
    }

    /** An owner has one installation of an App. */
    @Override
    public String account(RepositoryName repository) {
        return repository == null ? AppJwt.ACCOUNT : repository.owner().toLowerCase(Locale.ROOT);
    }

    @Override
    public String sharedName(String account) {
        return "app " + jwt.id() + " " + account;
    }

    @Override
    public String token(RepositoryName repository) throws IOException {
        if (repository == null) {
            return jwt.sign();
        }
        Installation installation = find(repository);
        try {
            return installation.token(repository);
        } catch (NoTokenException gone) {
            // It may have been taken away and made anew, which gives it another number.
            byRepository.remove(repository, installation);
            throw gone;
        }
    }

    private Installation find(RepositoryName repository) throws IOException {
        Installation known = byRepository.get(repository);
        if (known != null) {
            return known;
        }
        synchronized (installations) {
            Installation told = byRepository.get(repository);
            return told != null ? told : found(repository, Json.number(installation(repository), "id", 0));
        }
    }

    /**
     * What GitHub says of the installation that has this repository.
     *
     * @throws IOException where there is none, or GitHub says nothing
     */
    public Map<String, Object> installation(RepositoryName repository) throws IOException {
        Answer answer = ask("GET", repository.path() + "/installation", null);
        if (answer.status() == 200) {
            return answer.json();
        }
        throw answer.status() == 404
                ? new NoTokenException("the GitHub App is not installed for " + repository
                        + ": open the App's page at GitHub, Install App")
                : refusal(answer);
    }

    private static Instant ends(Answer answer, Instant now) throws IOException {
        try {
            return Instant.parse(Json.text(answer.json(), "expires_at"));
        } catch (DateTimeParseException untold) {
            return now.plus(Duration.ofHours(1));
        }
    }

    private static IOException refusal(Answer answer) {
        String said = answer.status() + ", " + answer.message();
        return switch (answer.status()) {
            case 401 ->
                new NoTokenException("GitHub does not accept the App (" + said
                        + "): are github.app.id and github.app.private_key of one App?");
            case 403, 404 ->
                new NoTokenException(
                        "GitHub gives the App no token (" + said + "): is its installation suspended or deleted?");
            case UNPROCESSABLE ->
                new NoTokenException("GitHub gives the App no token (" + said
                        + "): has its installation the repository, under this name, and the permission Issues: Read and"
                        + " write?");
            default -> new IOException("GitHub gives the App no token: " + said);
        };
    }

    private Answer ask(String method, String path, String json) throws IOException {
        Answer answer = http.send(method, path, json, null);
        // What is no JSON is no refusal of GitHub's either.
        answer.json();
        return answer;
    }

    /** The configuration names these: those of one owner are asked for by one token. */
    public AppTokens serving(List<RepositoryName> repositories) {
        served = List.copyOf(repositories);
        return this;
    }

    /** Returns what an installation shows to be told its repositories, and can do nothing else with. */
    TokenSource of(long installation) {
        return listed.computeIfAbsent(installation, id -> new Installation(id, true));
    }

    /** Returns what the App shows as itself. */
    TokenSource itself() {
        return jwt;
    }

    /** The repository is that installation's, so nobody has to be asked whose it is. */
    void belongs(RepositoryName repository, long installation) {
        found(repository, installation);
    }

    private Installation found(RepositoryName repository, long installation) {
        Installation found = installations.computeIfAbsent(installation, id -> new Installation(id, false));
        byRepository.put(repository, found);
        return found;
    }

    @Override
    public boolean refused(RepositoryName repository, String token) {
        Installation installation = repository == null ? null : byRepository.get(repository);
        if (installation != null) {
            installation.refused(repository, token);
        }
        return repository == null || installation != null;
    }

    @Override
    public void close() {
        http.close();
    }

    /**
     * What an App shows as itself, for the few questions that are not an installation's.
     *
     * @see <a href="https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app">the claims</a>
     */
    private static final class AppJwt implements TokenSource {
        /** As GitHub advises, for clocks that differ. */
        private static final Duration SKEW = Duration.ofSeconds(60);
        /** Ten minutes are GitHub's most, by its own clock. */
        private static final Duration LIFE = Duration.ofMinutes(9);

        /** On it GitHub counts what the App asks as itself. No owner can be called so. */
        static final String ACCOUNT = "the App itself";

        private final String id;
        private final Algorithm signer;
        private final Supplier<Instant> now;

        /**
         * @param id the App's id, or its client id
         * @param now GitHub's time
         */
        AppJwt(String id, RSAPrivateKey key, Supplier<Instant> now) {
            this.id = id;
            this.signer = Algorithm.RSA256(null, key);
            this.now = now;
        }

        String id() {
            return id;
        }

        String sign() {
            Instant time = now.get();
            return JWT.create()
                    .withIssuer(id)
                    .withIssuedAt(time.minus(SKEW))
                    .withExpiresAt(time.plus(LIFE))
                    .sign(signer);
        }

        @Override
        public String account(RepositoryName repository) {
            return ACCOUNT;
        }

        @Override
        public String token(RepositoryName repository) {
            return sign();
        }

        /** The refusal has told what time it is at GitHub, so a second one may be taken. */
        @Override
        public boolean refused(RepositoryName repository, String token) {
            return true;
        }
    }
}
