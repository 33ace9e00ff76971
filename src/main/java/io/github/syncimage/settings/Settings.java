package io.github.syncimage.settings;

import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.report.Language;
import io.github.syncimage.text.Hours;
import io.github.syncimage.trust.VerifyRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/** Everything an operator can set, checked and complete. */
public record Settings(
        GitHub github,
        Webhook webhook,
        PlatformSelection platforms,
        Target target,
        Swr swr,
        DockerHub dockerHub,
        Map<String, HostSettings> hosts,
        Rules rules,
        Mirrors mirrors,
        Reserved reserved,
        Naming naming,
        Limits limits,
        CopyEngine engine,
        SignatureMode signatures,
        VerifyRules verify,
        Language language,
        Watch watch,
        Page page,
        App app) {

    /**
     * What sources are called at the target; null where no target registry is given.
     *
     * @throws io.github.syncimage.naming.InvalidTargetException where it can have none
     */
    public TargetNames names() {
        return names(target.namespace());
    }

    /** As {@link #names()}, for the issues of a repository, {@code owner/name}; of none in particular where that is null. */
    public TargetNames namesIn(String repository) {
        return names(github.repositories().stream()
                .filter(served -> served.toString().equalsIgnoreCase(repository))
                .map(Repository::namespace)
                .findFirst()
                .orElse(target.namespace()));
    }

    /** As {@link #names()}, in a namespace that a repository has for itself. */
    public TargetNames names(String namespace) {
        return target.registry() == null
                ? null
                : new TargetNames(rules, reserved, naming, target.registry(), namespace, Clouds::refusal);
    }

    /** The source for which a repository at the target is reserved, in whichever of the namespaces, if it is. */
    public Optional<io.github.syncimage.image.Repository> reservedFor(io.github.syncimage.image.Repository target) {
        return namespaces()
                .map(this::names)
                .filter(Objects::nonNull)
                .flatMap(names -> names.reservedFor(target).stream())
                .findFirst();
    }

    private Stream<String> namespaces() {
        return github.repositories().isEmpty()
                ? Stream.of(target.namespace())
                : Stream.concat(
                                Stream.of(target.namespace()),
                                github.repositories().stream().map(Repository::namespace))
                        .distinct();
    }

    /**
     * What tells the images and answers of this configuration from others' in a database that daemons share: where its
     * images go, {@code registry/namespace} for each namespace; none where there is nothing to tell apart.
     */
    public List<String> sharedNamespaces() {
        if (!app.shared() || target.registry() == null) {
            return List.of();
        }
        Stream<String> namespaces = github.repositories().isEmpty()
                ? Stream.of(target.namespace())
                : github.repositories().stream().map(Repository::namespace);
        return namespaces.map(this::atTarget).distinct().toList();
    }

    /** A namespace with the registry's name before it. */
    public String atTarget(String namespace) {
        String host = ImageReference.parse(target.registry() + "/some/name:tag").host();
        return host + (namespace.isEmpty() ? "" : "/" + namespace);
    }

    /** Returns what holds for a repository: its own, where it is configured, or what is said for all. */
    public Repository repository(String owner, String name) {
        Repository unlisted = new Repository(owner, name, github.label(), language, target.namespace(), 0);
        return github.repositories().stream()
                .filter(repository -> repository.toString().equalsIgnoreCase(unlisted.toString()))
                .findFirst()
                .orElse(unlisted);
    }

    /**
     * @param user owner of the repository, null where not given ({@code run} and {@code once} require it)
     * @param repo its name without the owner
     * @param token null where there is an App
     * @param app null where there is a token
     * @param repositories all that are served, that one too; none where none is given, and see {@link #everywhere}
     * @param runId of the Actions run that comments link to, or null
     * @param commentsPerHour and {@code writesPerMinute}: the pace of what is written, 0 for as fast as it goes
     */
    public record GitHub(
            Secret token,
            GitHubApp app,
            String user,
            String repo,
            List<Repository> repositories,
            String runId,
            URI apiUrl,
            Duration pollInterval,
            String label,
            int commentsPerHour,
            int writesPerMinute) {
        /** Returns whether every repository is served for which the App is installed. */
        public boolean everywhere() {
            return app != null && repositories.isEmpty();
        }

        /** Address of the pages that people look at; GitHub Enterprise Server has its API below it, github.com beside it. */
        public String pages() {
            return "api.github.com".equals(apiUrl.getHost())
                    ? "https://github.com"
                    : apiUrl.getScheme() + "://" + apiUrl.getAuthority();
        }
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

    /**
     * Who speaks to GitHub in place of a person.
     *
     * @param privateKey as PEM, which {@link PrivateKeyPem} reads
     */
    public record GitHubApp(String id, Secret privateKey) {}

    /**
     * Where GitHub tells by itself that an issue has changed.
     *
     * @param port 0 for none
     * @param host address at which it is opened
     * @param secret one a line, null where there is none and no port either
     */
    public record Webhook(int port, String host, Secret secret) {}

    /**
     * The registry that images go to.
     *
     * @param registry its host, null where not given
     * @param namespace below it, maybe empty, maybe of several segments
     * @param credentials or null for an anonymous client
     */
    public record Target(String registry, String namespace, Credentials credentials, Dialect dialect) {
        /** Returns this registry with another namespace in it. */
        public Target in(String other) {
            return new Target(registry, other, credentials, dialect);
        }
    }

    /**
     * Huawei Cloud SWR's management API; without keys it is never called.
     *
     * @param accessKey and {@code secretKey}: both or none
     * @param endpoint of the API, null for the region's own
     * @param projectId null lets the SDK ask IAM
     * @param project name of the project that logs in with the keys, null for the region's own
     * @param iamEndpoint where the SDK asks for the project's id, null for the vendor's own
     */
    public record Swr(
            Secret accessKey,
            Secret secretKey,
            String region,
            URI endpoint,
            String projectId,
            String project,
            URI iamEndpoint,
            boolean createNamespace) {}

    /** @param apiUrl of Docker Hub's own API, which is not the registry's */
    public record DockerHub(URI apiUrl) {}

    /**
     * @param imageSize compressed bytes over the mirrored platforms
     * @param smallImage counted as {@code imageSize} is; 0 where small images have no place for themselves
     * @param largeImages when larger ones are begun; null for at any time
     * @param imageTime how long one image may be at work
     * @param requestsPerUserPerDay over all repositories, 0 for no limit
     * @param bytesPerUserPerDay counted as {@code imageSize} is, 0 for no limit
     * @param deniedUsers from login to the reason, which may be empty
     */
    public record Limits(
            int imagesPerIssue,
            int concurrentRequests,
            int concurrentBlobs,
            long imageSize,
            long smallImage,
            Hours largeImages,
            Duration imageTime,
            int requestsPerUserPerDay,
            long bytesPerUserPerDay,
            List<String> trustedUsers,
            Map<String, String> deniedUsers) {
        /** To a host for which no other number is given: a blob holds one, and so does a request that asks something. */
        public int connections() {
            return Math.max(HostSettings.DEFAULT_MAX_CONNECTIONS, concurrentBlobs + concurrentRequests);
        }
    }

    /**
     * Lists of images that stay up to date by themselves.
     *
     * @param files of the lists, maybe none
     * @param largestStep tags that one of a list's entries may copy at once
     */
    public record Watch(List<Path> files, int largestStep) {}

    /**
     * What people look at in a browser.
     *
     * @param port 0 for none
     * @param host address at which it is opened
     * @param url where people reach it, with a slash at its end; null where that is not known
     * @param requesters whether it tells who asked, and in which issue
     * @param exportDir folder for the catalogue as files, null for none
     */
    public record Page(int port, String host, URI url, boolean requesters, Path exportDir) {}

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

    /**
     * @param databaseUrl JDBC URL, null for SQLite in the data folder
     * @param node its name among the daemons that share a database, null where the host's name and a random part will do
     * @param httpPort for health, metrics and the operator's view, 0 for none
     * @param httpHost address at which that port is opened
     * @param httpHosts names by which the operator's view may be asked for, beside addresses and localhost
     */
    public record App(
            Path dataDir,
            String databaseUrl,
            Role role,
            String node,
            int httpPort,
            String httpHost,
            List<String> httpHosts,
            Level logLevel,
            LogFormat logFormat,
            boolean debug) {
        /** Returns whether daemons that are told the same database share the work. */
        public boolean shared() {
            return databaseUrl != null && databaseUrl.startsWith("jdbc:postgresql:");
        }

        /** Without the URL, which may carry a password. */
        @Override
        public String toString() {
            return "App[dataDir=" + dataDir + ", role=" + role + ", node=" + node + ", httpPort=" + httpPort
                    + ", httpHost=" + httpHost + ", httpHosts=" + httpHosts + ", logLevel=" + logLevel + ", logFormat="
                    + logFormat + ", debug="
                    + debug + "]";
        }
    }
}
