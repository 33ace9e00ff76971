package io.github.syncimage.settings;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.notify.Receiver;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.report.Language;
import io.github.syncimage.trust.VerifyRules;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything an operator can set, checked and complete: the values of {@link Keys}, and the sections that are more than a
 * value.
 *
 * @param values by path; of the keys of hosts none
 * @param repositories whose issues are read; none where none is given, and see {@link #everywhere}
 * @param targetCredentials to push with, null for an anonymous client
 * @param artifactCredentials to push artifacts with, null for those of images at the same host
 * @param receivers who is told beside the issue
 * @param sources where it comes from, for people: {@code configs/config.yaml; rules of configs/rules.yaml}
 * @param warnings what is odd, but keeps nothing from working
 */
public record Settings(
        Map<String, Object> values,
        List<Repository> repositories,
        Credentials targetCredentials,
        Credentials artifactCredentials,
        Map<String, HostSettings> hosts,
        Rules rules,
        Mirrors mirrors,
        Reserved reserved,
        VerifyRules verify,
        List<Receiver> receivers,
        String sources,
        List<Problem> warnings) {

    /**
     * Reads everything.
     *
     * @param configs what {@code --config} names; where empty, {@code configs/config.yaml} if it is there, and
     *     {@code configs/rules.yaml} for the rules that it doesn't give, or where those lie nearer
     * @param commandLine values by path, {@code github.token}
     * @param forDaemon whether the keys that {@code run} and {@code once} require have to be there
     * @throws SettingsException with every problem that there is
     */
    public static Settings load(
            Home home,
            List<Path> configs,
            Map<String, String> commandLine,
            Map<String, String> environment,
            boolean forDaemon) {
        return new SettingsLoader(home, configs).load(commandLine, environment, forDaemon);
    }

    /** Returns the value of a key, its default where none is given; null where it has none. */
    @SuppressWarnings("unchecked")
    public <T> T get(Key<T> key) {
        return (T) values.get(key.path());
    }

    /** Returns whether daemons that are told the same database share the work. */
    public boolean shared() {
        return isShared(get(Keys.DATABASE_URL));
    }

    static boolean isShared(String database) {
        return database != null && database.startsWith("jdbc:postgresql:");
    }

    /** Returns whether every repository is served for which the App is installed. */
    public boolean everywhere() {
        return get(Keys.APP_ID) != null && repositories.isEmpty();
    }

    /** Address of the pages that people look at; GitHub Enterprise Server has its API below it, github.com beside it. */
    public String gitHubPages() {
        URI api = get(Keys.GITHUB_API_URL);
        return "api.github.com".equals(api.getHost())
                ? "https://github.com"
                : api.getScheme() + "://" + api.getAuthority();
    }

    /** To a host for which no other number is given: a blob holds one, and so does a request that asks something. */
    public int connections() {
        return connections(get(Keys.CONCURRENT_BLOBS), get(Keys.CONCURRENT_REQUESTS));
    }

    static int connections(int blobs, int requests) {
        return Math.max(HostSettings.DEFAULT_MAX_CONNECTIONS, blobs + requests);
    }

    /**
     * What sources are called at the target; null where no target registry is given.
     *
     * @throws io.github.syncimage.naming.InvalidTargetException where it can have none
     */
    public TargetNames names() {
        return names(get(Keys.TARGET_NAMESPACE));
    }

    /** As {@link #names()}, for the issues of a repository, {@code owner/name}; of none in particular where that is null. */
    public TargetNames namesIn(String repository) {
        return names(repositories.stream()
                .filter(served -> served.toString().equalsIgnoreCase(repository))
                .map(Repository::namespace)
                .findFirst()
                .orElse(get(Keys.TARGET_NAMESPACE)));
    }

    /** As {@link #names()}, in a namespace that a repository has for itself. */
    public TargetNames names(String namespace) {
        TargetNames images = imageNames(namespace);
        boolean elsewhere = images != null && !atTarget(namespace).equals(artifactsAt(namespace));
        return elsewhere ? images.with(names(artifactRegistry(), artifactNamespace(namespace))) : images;
    }

    TargetNames imageNames(String namespace) {
        return get(Keys.TARGET_REGISTRY) == null ? null : names(get(Keys.TARGET_REGISTRY), namespace);
    }

    private TargetNames names(String registry, String namespace) {
        return new TargetNames(rules, reserved, get(Keys.NAMING), registry, namespace, Clouds::refusal);
    }

    /** Host that artifacts go to; null where no target registry is given. */
    public String artifactRegistry() {
        String registry = get(Keys.ARTIFACTS_REGISTRY);
        return registry == null ? get(Keys.TARGET_REGISTRY) : registry;
    }

    private String artifactNamespace(String namespace) {
        return Objects.requireNonNullElse(get(Keys.ARTIFACTS_NAMESPACE), namespace);
    }

    /** The source for which a repository at the target is reserved, in whichever of the namespaces, if it is. */
    public Optional<io.github.syncimage.image.Repository> reservedFor(io.github.syncimage.image.Repository target) {
        return Stream.concat(Stream.of(get(Keys.TARGET_NAMESPACE)), namespaces())
                .distinct()
                .map(this::names)
                .filter(Objects::nonNull)
                .flatMap(names -> Stream.of(names, names.artifacts()))
                .flatMap(names -> names.reservedFor(target).stream())
                .findFirst();
    }

    /** Those of the repositories; that for all where there are none. */
    private Stream<String> namespaces() {
        return repositories.isEmpty()
                ? Stream.of(get(Keys.TARGET_NAMESPACE))
                : repositories.stream().map(Repository::namespace).distinct();
    }

    /**
     * What tells the images and answers of this configuration from others' in a database that daemons share: where its
     * images go, {@code registry/namespace} for each namespace; none where there is nothing to tell apart.
     */
    public List<String> sharedNamespaces() {
        return shared() && get(Keys.TARGET_REGISTRY) != null
                ? namespaces().flatMap(this::allAtTarget).distinct().toList()
                : List.of();
    }

    /** Where images and artifacts of a namespace go, with the registry's name before it. */
    public Stream<String> allAtTarget(String namespace) {
        return Stream.of(atTarget(namespace), artifactsAt(namespace)).distinct();
    }

    private String atTarget(String namespace) {
        return at(get(Keys.TARGET_REGISTRY), namespace);
    }

    private String artifactsAt(String namespace) {
        return at(artifactRegistry(), artifactNamespace(namespace));
    }

    private static String at(String registry, String namespace) {
        String host = ImageReference.parse(registry + "/some/name:tag").host();
        return host + (namespace.isEmpty() ? "" : "/" + namespace);
    }

    /** Returns what holds for a repository: its own, where it is configured, or what is said for all. */
    public Repository repository(String owner, String name) {
        Repository unlisted =
                new Repository(owner, name, get(Keys.GITHUB_LABEL), get(Keys.LANGUAGE), get(Keys.TARGET_NAMESPACE), 0);
        return repositories.stream()
                .filter(repository -> repository.toString().equalsIgnoreCase(unlisted.toString()))
                .findFirst()
                .orElse(unlisted);
    }

    /** Without the values, of which some are secrets. */
    @Override
    public String toString() {
        return "Settings[" + sources + "]";
    }

    /**
     * A repository whose issues are read, with what holds for it.
     *
     * @param label of the issues that are requests
     * @param language of the answers
     * @param namespace at the target
     * @param requestsPerUserPerDay of its own, beside that over all repositories; 0 for none
     */
    public record Repository(
            String owner, String name, String label, Language language, String namespace, int requestsPerUserPerDay) {
        /** {@code owner/name}. */
        @Override
        public String toString() {
            return owner + "/" + name;
        }
    }

    public enum CopyEngine {
        REGISTRY,
        DOCKER
    }

    /** How the log is written. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** What a daemon does of the work that several share. */
    public enum Role {
        /** Everything. */
        ALL,
        /** Reads and answers the issues, serves what listens at a port, goes through watch lists; mirrors no request. */
        POLLER,
        /** Mirrors requests that others have taken, and nothing else. */
        WORKER;

        public boolean polls() {
            return this != WORKER;
        }

        public boolean works() {
            return this != POLLER;
        }
    }
}
