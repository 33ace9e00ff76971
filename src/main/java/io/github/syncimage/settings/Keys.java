package io.github.syncimage.settings;

import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.report.Language;
import io.github.syncimage.settings.Settings.CopyEngine;
import io.github.syncimage.settings.Settings.LogFormat;
import io.github.syncimage.settings.Settings.Role;
import io.github.syncimage.text.EditDistance;
import io.github.syncimage.text.Hours;
import java.net.URI;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/**
 * The table of keys. The loader, the check for unknown keys, the test of {@code configs/config.example.yaml} and the
 * page of settings in {@code docs/} all read it; there is no other list.
 */
public final class Keys {
    /** The section of the ordered rules, whose keys are patterns. */
    public static final String RULES = "rules";

    /** The list of what has to be signed by whom; {@link VerifySection} has the keys of one of it. */
    public static final String VERIFY_RULES = "verify.rules";

    /** Names of images at other mirrors: a map from a mirror's prefix to the upstream's. */
    public static final String MIRRORS = "mirrors";

    /** The short names that are one source's each: a map from a registry, with or without a path, to names below it. */
    public static final String RESERVED = "reserved";

    /** The list of who is told beside the issue; {@link NotifySection} has the keys of one of it. */
    public static final String NOTIFY = "notify";

    /** Two letters wrong, missing or swapped; more is another word. */
    private static final int FURTHEST = 2;

    private static final String HOSTS = "registries.hosts.";

    // Above the rows, each of which adds itself.
    private static final List<Key<?>> ROWS = new ArrayList<>();

    /** Every key, in the order of the documentation; those of hosts with {@code <host>} in their path. */
    public static final List<Key<?>> ALL = Collections.unmodifiableList(ROWS);

    // Bounds: 100 ms keeps tests quick and still is no busy loop; a day is longer than anybody waits for an answer.
    public static final Duration SHORTEST_POLL = Duration.ofMillis(100);

    public static final Key<Secret> GITHUB_TOKEN =
            required("github.token", Type.SECRET, "", "GITHUB_TOKEN").about("token that may read and write the issues");
    public static final Key<String> GITHUB_USER = required("github.user", Type.OWNER, "", "GITHUB_USER")
            .about("owner of the repository whose issues are read");
    public static final Key<String> GITHUB_REPO = required("github.repo", Type.REPOSITORY, "", "GITHUB_REPO")
            .about("name of that repository, without the owner");
    public static final Key<String> GITHUB_REPOSITORIES = key(
                    "github.repositories", Type.REPOSITORIES, "", "GITHUB_REPOSITORIES")
            .about(
                    "repositories (owner/name) whose issues are read, beside that one: a list, each with settings of its own or not");
    public static final Key<String> GITHUB_RUN_ID =
            key("github.run_id", Type.RUN_ID, "", "GITHUB_RUN_ID").about("Actions run that the comments link to");
    public static final Key<URI> GITHUB_API_URL = key(
                    "github.api_url", Type.URL, "https://api.github.com", "GITHUB_API_URL")
            .about("address of GitHub's API; https://HOST/api/v3 for GitHub Enterprise Server");
    public static final Key<Duration> GITHUB_POLL_INTERVAL = key(
                    "github.poll_interval", Type.DURATION, "30s", "GITHUB_POLL_INTERVAL")
            .about("time between two looks at the issues");
    public static final Key<String> GITHUB_LABEL =
            key("github.label", Type.LABEL, "porter").about("label of the issues that are requests");

    // A pace above 100,000 is none: what waits then is the server.
    public static final Key<Integer> GITHUB_COMMENTS_PER_HOUR = key(
                    "github.comments_per_hour", Type.number(0, 100_000), "400")
            .about("new comments in an hour, beside a burst of 100; 0 where the server sets no limit");
    public static final Key<Integer> GITHUB_WRITES_PER_MINUTE = key(
                    "github.writes_per_minute", Type.number(0, 100_000), "60")
            .about("changes in a minute, beside a burst of 20; 0 where the server sets no limit");

    public static final Key<String> APP_ID = key("github.app.id", Type.APP_ID, "", "GITHUB_APP_ID")
            .about("id (or client id) of a GitHub App that reads and writes the issues, in place of a token");
    public static final Key<RSAPrivateKey> APP_PRIVATE_KEY = key(
                    "github.app.private_key", Type.PRIVATE_KEY, "", "GITHUB_APP_PRIVATE_KEY")
            .about("private key of that App, the PEM file that GitHub gives");
    public static final Key<Secret> WEBHOOK_SECRET = key(
                    "github.webhook_secret", Type.SECRETS, "", "GITHUB_WEBHOOK_SECRET")
            .about(
                    "secret of the webhook, with webhook.port; two, a line each, while one takes the place of the other");
    public static final Key<Integer> WEBHOOK_PORT = key("webhook.port", Type.number(0, 65535), "0", "WEBHOOK_PORT")
            .about("port at which GitHub's webhook is heard, by plain HTTP, at /webhook/github; 0 for none");
    public static final Key<String> WEBHOOK_HOST = key("webhook.host", Type.BIND_ADDRESS, "127.0.0.1", "WEBHOOK_HOST")
            .about(
                    "address at which that port is opened: behind a proxy on this machine 127.0.0.1, on all addresses 0.0.0.0 or ::");

    public static final Key<PlatformSelection> PLATFORMS = key(
                    "platforms", Type.PLATFORMS, "linux/amd64,linux/arm64", "PLATFORMS")
            .about("platforms to mirror where the issue names none: a list, or all");

    public static final Key<String> TARGET_REGISTRY = required(
                    "registries.generic.registry", Type.HOST, "", "GENERIC_REGISTRY")
            .about("host that images go to");
    public static final Key<String> TARGET_NAMESPACE = key(
                    "registries.generic.namespace", Type.NAMESPACE, "", "GENERIC_NAMESPACE")
            .about("namespace (organization, project) below that host");
    public static final Key<Secret> TARGET_USERNAME = key(
                    "registries.generic.username", Type.SECRET, "", "GENERIC_USERNAME")
            .about("user to push as; without one: `docker login`'s, for SWR computed from its keys, else anonymous");
    public static final Key<Secret> TARGET_PASSWORD = key(
                    "registries.generic.password", Type.SECRET, "", "GENERIC_PASSWORD")
            .about("password or token of that user");
    public static final Key<Dialect> TARGET_DIALECT = key(
                    "registries.generic.dialect", Type.DIALECT, "auto", "GENERIC_DIALECT")
            .about("manifest types that the target accepts: oci (all), docker (schema 2 only), auto (finds out)");

    public static final Key<String> ARTIFACTS_REGISTRY = key(
                    "registries.artifacts.registry", Type.HOST, "", "ARTIFACTS_REGISTRY")
            .about("host that artifacts go to, which are no container images; where not given, that of images");
    public static final Key<String> ARTIFACTS_NAMESPACE = key(
                    "registries.artifacts.namespace", Type.NAMESPACE, "", "ARTIFACTS_NAMESPACE")
            .about("namespace below that host; where not given, that of images");
    public static final Key<Secret> ARTIFACTS_USERNAME = key(
                    "registries.artifacts.username", Type.SECRET, "", "ARTIFACTS_USERNAME")
            .about("user to push artifacts as; where not given, that of images at the same host, else as for images");
    public static final Key<Secret> ARTIFACTS_PASSWORD = key(
                    "registries.artifacts.password", Type.SECRET, "", "ARTIFACTS_PASSWORD")
            .about("password or token of that user");

    public static final Key<Secret> SWR_ACCESS_KEY = key(
                    "registries.huawei_swr.access_key", Type.SECRET, "", "HUAWEI_SWR_ACCESS_KEY")
            .about("access key, with secret_key: makes the mirrored repository public");
    public static final Key<Secret> SWR_SECRET_KEY = key(
                    "registries.huawei_swr.secret_key", Type.SECRET, "", "HUAWEI_SWR_SECRET_KEY")
            .about("secret key that belongs to the access key");
    public static final Key<String> SWR_REGION = key(
                    "registries.huawei_swr.region", Type.REGION, "cn-southwest-2", "HUAWEI_SWR_REGION")
            .about("region of SWR, where the target's host names none");
    public static final Key<URI> SWR_ENDPOINT = key(
                    "registries.huawei_swr.endpoint", Type.URL, "", "HUAWEI_SWR_ENDPOINT")
            .about("address of SWR's management API; where not given, that of the region");
    public static final Key<String> SWR_PROJECT_ID = key(
                    "registries.huawei_swr.project_id", Type.TEXT, "", "HUAWEI_SWR_PROJECT_ID")
            .about("id of the region's project; where not given and endpoint neither, IAM is asked for it");
    public static final Key<String> SWR_PROJECT = key(
                    "registries.huawei_swr.project", Type.REGION_PROJECT, "", "HUAWEI_SWR_PROJECT")
            .about("name of the project that logs in with the keys; where not given, the region's own");
    public static final Key<URI> SWR_IAM_ENDPOINT = key(
                    "registries.huawei_swr.iam_endpoint", Type.URL, "", "HUAWEI_SWR_IAM_ENDPOINT")
            .about("address of IAM; where not given, the vendor's own");
    public static final Key<Boolean> SWR_CREATE_NAMESPACE = key(
                    "registries.huawei_swr.create_namespace", Type.BOOLEAN, "false", "HUAWEI_SWR_CREATE_NAMESPACE")
            .about("create the organization where it is missing");

    public static final Key<URI> DOCKER_HUB_API_URL = key(
                    "registries.docker_hub.api_url", Type.URL, "https://hub.docker.com", "DOCKER_HUB_API_URL")
            .about("address of Docker Hub's API, which is told what a repository mirrors");

    public static final Key<URI> HOST_ENDPOINT = key(HOSTS + "<host>.endpoint", Type.URL, "")
            .about("another address that serves this host, such as a mirror");
    public static final Key<Boolean> HOST_PLAIN_HTTP = key(HOSTS + "<host>.plain_http", Type.BOOLEAN, "")
            .about("true for HTTP without TLS; where not given, loopback hosts speak it, others HTTPS");
    public static final Key<Secret> HOST_USERNAME =
            key(HOSTS + "<host>.username", Type.SECRET, "").about("user to log in as at this host");
    public static final Key<Secret> HOST_PASSWORD =
            key(HOSTS + "<host>.password", Type.SECRET, "").about("password or token of that user");
    // More than 256 connections to one host would only make it refuse us.
    public static final Key<Integer> HOST_MAX_CONNECTIONS = key(
                    HOSTS + "<host>.max_connections",
                    Type.number(1, 256),
                    String.valueOf(HostSettings.DEFAULT_MAX_CONNECTIONS))
            .about(
                    "connections to this host at once, over all daemons that share a database; where not given, each has its own,"
                            + " and no fewer than the limits on requests and blobs need");
    public static final Key<Long> HOST_BANDWIDTH = key(HOSTS + "<host>.bandwidth", Type.BANDWIDTH, "")
            .about(
                    "bytes of blobs a second to this host and from it together, over all daemons that share a database; where not"
                            + " given, no limit");
    public static final Key<URI> HOST_PROXY = key(HOSTS + "<host>.proxy", Type.PROXY, "")
            .about("HTTP proxy for this host alone: http://[user:password@]host[:port], port 80 where not given");
    public static final Key<Path> HOST_CA_FILE = key(HOSTS + "<host>.ca_file", Type.PATH, "")
            .about("PEM file of certificate authorities to trust beside the system's");
    public static final Key<Boolean> HOST_PRIVATE_NETWORK = key(HOSTS + "<host>.private_network", Type.BOOLEAN, "")
            .about(
                    "true where this host may lead to private addresses (a redirect, a token service, an upload); where not"
                            + " given, true with endpoint or plain_http: true, otherwise false");

    public static final Key<Naming> NAMING = key("naming", Type.NAMING, "image", "NAMING")
            .about("how images are named: image (the last segment) or qualified (free of collisions)");

    // An issue's body holds 65,536 characters; a hundred images keep its comment readable.
    public static final Key<Integer> IMAGES_PER_ISSUE =
            key("limits.images_per_issue", Type.number(1, 100), "10").about("images that one issue may ask for");
    public static final Key<Integer> CONCURRENT_REQUESTS =
            key("limits.concurrent_requests", Type.number(1, 64), "2").about("requests at work at once");
    public static final Key<Integer> CONCURRENT_BLOBS = key("limits.concurrent_blobs", Type.number(1, 256), "8")
            .about(
                    "blobs on their way at once, over all requests; where not given, no fewer than two for each of these");
    public static final Key<Long> IMAGE_SIZE = key("limits.image_size", Type.SIZE, "20GiB")
            .about("size of the largest image: compressed, over the mirrored platforms");
    public static final Key<Long> SMALL_IMAGE = key("limits.small_image", Type.SIZE_OR_NONE, "500MiB", "SMALL_IMAGE")
            .about(
                    "images of at most this size, counted as limits.image_size, have one of limits.concurrent_requests (of"
                            + " two or more) for themselves; 0: there is no such place");
    public static final Key<Hours> LARGE_IMAGES = key("limits.large_images", Type.HOURS, "", "LARGE_IMAGES")
            .about("hours of the day in which larger images than limits.small_image are begun (01:00-06:00), in the"
                    + " system's time zone or that of CRON_TZ=Asia/Shanghai before them; where not given, at any time");
    public static final Key<Duration> IMAGE_TIME = key("limits.image_time", Type.DURATION, "6h")
            .about(
                    "time at work on one image, after which it has failed; waiting for a turn or a registry's limit is not work");
    public static final Key<Integer> REQUESTS_PER_USER_PER_DAY = key(
                    "limits.requests_per_user_per_day", Type.number(0, 1_000_000), "0")
            .about("images that are copied for one user in a day (UTC), over all repositories; 0 for no limit");
    public static final Key<Long> BYTES_PER_USER_PER_DAY = key("limits.bytes_per_user_per_day", Type.SIZE_OR_NONE, "0")
            .about("size of all that is copied for one user in a day, counted as limits.image_size; 0 for no limit");
    public static final Key<List<String>> TRUSTED_USERS =
            key("limits.trusted_users", Type.USERS, "").about("GitHub users whom these two limits do not concern");

    public static final Key<Map<String, String>> DENIED_USERS = key("limits.denied_users", Type.DENIED_USERS, "")
            .about(
                    "GitHub users whose requests are refused: a list, or a map from user to the reason that the answer tells");

    public static final Key<CopyEngine> ENGINE = key("copy.engine", Type.ENGINE, "registry", "COPY_ENGINE")
            .about("registry (from registry to registry) or docker (through the daemon at DOCKER_HOST)");
    public static final Key<SignatureMode> SIGNATURES = key(
                    "copy.signatures", Type.SIGNATURES, "auto", "COPY_SIGNATURES")
            .about(
                    "signatures, attestations and other referrers: auto (come along where they can), off, or required (an image"
                            + " without a signature is refused)");
    public static final Key<Path> VERIFY_TRUSTED_ROOT = key("verify.trusted_root", Type.PATH, "")
            .about(
                    "sigstore's trusted_root.json, by which keyless signatures are verified; read at the start, never fetched");

    public static final Key<Language> LANGUAGE =
            key("report.language", Type.LANGUAGE, "zh", "REPORT_LANGUAGE").about("language of the comments: zh or en");

    public static final Key<List<Path>> WATCH_FILE = key("watch.file", Type.PATHS, "", "WATCH_FILE")
            .about("watch lists: images that stay up to date by themselves; regsync's files, docs/watch.md");

    // Beyond that a step is none.
    public static final Key<Integer> WATCH_LARGEST_STEP = key("watch.largest_step", Type.number(1, 1_000_000), "200")
            .about("tags that an entry of a list may copy at once; more are copied by `watch --once --force` alone");

    public static final Key<Integer> PAGE_PORT = key("page.port", Type.number(0, 65535), "8081", "PAGE_PORT")
            .about("port of the page that requesters look at, by plain HTTP; 0 for none");
    public static final Key<String> PAGE_HOST = key("page.host", Type.BIND_ADDRESS, "127.0.0.1", "PAGE_HOST")
            .about(
                    "address at which that port is opened: behind a proxy on this machine 127.0.0.1, on all addresses 0.0.0.0 or ::");
    public static final Key<URI> PAGE_URL =
            key("page.url", Type.URL, "", "PAGE_URL").about("where people reach the page: the comments link to it");
    public static final Key<Boolean> PAGE_REQUESTERS = key("page.requesters", Type.BOOLEAN, "true", "PAGE_REQUESTERS")
            .about("false to show neither who asked nor in which issue");
    public static final Key<Path> PAGE_EXPORT_DIR = key("page.export_dir", Type.PATH, "", "PAGE_EXPORT_DIR")
            .about("folder that the catalogue is written to as files, for a web server or GitHub Pages");

    public static final Key<Path> DATA_DIR =
            key("app.data_dir", Type.PATH, "data", "SYNC_IMAGE_DATA").about("folder of the embedded SQLite database");
    public static final Key<String> DATABASE_URL = key(
                    "app.database_url", Type.DATABASE_URL, "", "SYNC_IMAGE_DATABASE_URL")
            .about(
                    "another database: jdbc:postgresql://host/name?user=…&password=…, which daemons share, or jdbc:sqlite:FILE");
    public static final Key<Role> ROLE = key("app.role", Type.ROLE, "all", "APP_ROLE")
            .about(
                    "what this daemon does of the work that daemons with one PostgreSQL share: all, poller (all but mirroring"
                            + " requests) or worker (nothing but that)");
    public static final Key<String> NODE = key("app.node", Type.NODE, "", "APP_NODE")
            .about(
                    "its name among those daemons, another for each; where not given, the host's name and a random part");
    public static final Key<Integer> HTTP_PORT = key(
                    "app.http_port", Type.number(0, 65535), "8080", "SYNC_IMAGE_HTTP_PORT")
            .about("port of health, metrics and the operator's view; 0 turns them off");
    public static final Key<String> HTTP_HOST = key(
                    "app.http_host", Type.BIND_ADDRESS, "127.0.0.1", "SYNC_IMAGE_HTTP_HOST")
            .about(
                    "address at which that port is opened: for scrapers and probes of other machines 0.0.0.0 or ::, as in the container image");
    public static final Key<List<String>> HTTP_HOSTS = key(
                    "app.http_hosts", Type.HOST_NAMES, "", "SYNC_IMAGE_HTTP_HOSTS")
            .about("names by which browsers may ask that port for the operator's view, beside addresses and localhost");
    public static final Key<Level> LOG_LEVEL = key("app.log_level", Type.LOG_LEVEL, "info", "LOG_LEVEL")
            .about("least level that is logged: error, warn, info, debug, trace");
    public static final Key<LogFormat> LOG_FORMAT = key("app.log_format", Type.LOG_FORMAT, "text", "LOG_FORMAT")
            .about("how the log is written: text (lines for people) or json (an object a line, for collectors)");
    public static final Key<Boolean> DEBUG =
            key("app.debug", Type.BOOLEAN, "false", "DEBUG").about("true to log at debug, with stack traces");

    private Keys() {}

    /**
     * @param byDefault the value where none is given, empty for none
     * @param environment names of variables that give it, maybe none
     */
    private static <T> Row<T> key(String path, Type<T> type, String byDefault, String... environment) {
        return new Row<>(path, type, byDefault, List.of(environment), false);
    }

    private static <T> Row<T> required(String path, Type<T> type, String byDefault, String... environment) {
        return new Row<>(path, type, byDefault, List.of(environment), true);
    }

    /** A row on its way into the table, which it enters when it is said what it is about. */
    private record Row<T>(String path, Type<T> type, String byDefault, List<String> environment, boolean required) {
        Key<T> about(String sentence) {
            Key<T> key = new Key<>(path, type, byDefault, environment, required, sentence);
            ROWS.add(key);
            return key;
        }
    }

    /** The row for a path, {@code registries.hosts.docker.io.endpoint} too; empty for an unknown key. */
    public static Optional<Key<?>> find(String path) {
        String host = hostOf(path);
        return ALL.stream()
                .<Key<?>>map(key -> key.perHost() && host != null ? key.at(host) : key)
                .filter(key -> key.path().equals(path))
                .findFirst();
    }

    /** Returns whether a file may have this name at its top. */
    public static boolean isTopLevel(String name) {
        return name.equals(RULES)
                || name.equals(MIRRORS)
                || name.equals(RESERVED)
                || name.equals(NOTIFY)
                || ALL.stream().anyMatch(key -> key.path().split("\\.")[0].equals(name));
    }

    /** Returns whether keys lie below this path, {@code registries.hosts} or {@code registries.hosts.docker.io}. */
    public static boolean isSection(String path) {
        return ALL.stream().anyMatch(key -> key.path().startsWith(path + "."))
                || path.startsWith(HOSTS) && find(path).isEmpty() && isHost(path.substring(HOSTS.length()));
    }

    private static boolean isHost(String text) {
        try {
            return !Type.HOST.reader().apply(text).isEmpty();
        } catch (IllegalArgumentException noHost) {
            return false;
        }
    }

    /** The registry host in a path below {@code registries.hosts}, or null. */
    public static String hostOf(String path) {
        int end = path.lastIndexOf('.');
        return path.startsWith(HOSTS) && end > HOSTS.length() ? path.substring(HOSTS.length(), end) : null;
    }

    /** Says what was probably meant by a key that isn't in the table. */
    static String explain(String path) {
        if (path.startsWith("^")) {
            return "a rule belongs below 'rules:', or into a file that holds only rules";
        }
        if (ALL.stream().anyMatch(key -> key.path().startsWith(path + "."))) {
            return "is a section, not a key";
        }
        return "unknown key"
                + nearest(Stream.concat(Stream.of(VERIFY_RULES, MIRRORS, RESERVED, NOTIFY), paths(hostOf(path))), path)
                        .map(key -> "; did you mean " + key + "?")
                        .orElse(keysOfHosts(path));
    }

    private static String keysOfHosts(String path) {
        String names = ALL.stream().filter(Key::perHost).map(Key::name).collect(Collectors.joining(", "));
        return hostOf(path) == null ? "" : "; a host has " + names;
    }

    private static Stream<String> paths(String host) {
        return ALL.stream()
                .map(key -> key.perHost() && host != null ? key.at(host).path() : key.path());
    }

    /** Of these the one that was probably meant: it may lack its section, or be misspelt. */
    static Optional<String> nearest(Stream<String> known, String given) {
        return known.filter(key -> EditDistance.between(key, given) <= FURTHEST
                        || key.substring(key.lastIndexOf('.') + 1).equalsIgnoreCase(given))
                .min(Comparator.comparingInt(key -> EditDistance.between(key, given)));
    }
}
