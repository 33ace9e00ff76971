package io.github.syncimage.settings.keys;

import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.Naming;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.report.template.Language;
import io.github.syncimage.settings.Secret;
import io.github.syncimage.settings.Settings.CopyEngine;
import io.github.syncimage.settings.Settings.LogFormat;
import io.github.syncimage.settings.Settings.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of keys. The loader, the check for unknown keys, the test of {@code configs/config.example.yaml} and the
 * page of settings in {@code docs/} all read it; there is no other list.
 */
public final class Keys {
    /** The section of the ordered rules, whose keys are patterns. */
    public static final String RULES = "rules";

    /** The list of what has to be signed by whom; {@link VerifyKeys} are the keys of one of it. */
    public static final String VERIFY_RULES = "verify.rules";

    private static final String HOSTS = "registries.hosts.";
    private static final String OF_REPOSITORY = "github.repositories.<n>.";
    private static final Pattern ITEM = Pattern.compile("github\\.repositories\\.([0-9]{1,4})(?:\\..*)?");

    // Above the rows, each of which adds itself.
    private static final List<Key<?>> ROWS = new ArrayList<>();

    /** Every key, in the order of the documentation; those of hosts with {@code <host>} in their path. */
    public static final List<Key<?>> ALL = Collections.unmodifiableList(ROWS);

    // Bounds: 100 ms keeps tests quick and still is no busy loop; a day is longer than anybody waits for an answer.
    public static final Duration SHORTEST_POLL = Duration.ofMillis(100);

    public static final Key<Secret> GITHUB_TOKEN =
            row(Key.of("github.token", Type.SECRET, "token that may read and write the issues", "GITHUB_TOKEN")
                    .asSecret()
                    .asRequired());
    public static final Key<String> GITHUB_USER =
            row(Key.of("github.user", Type.OWNER, "owner of the repository whose issues are read", "GITHUB_USER")
                    .asRequired());
    public static final Key<String> GITHUB_REPO =
            row(Key.of("github.repo", Type.REPOSITORY, "name of that repository, without the owner", "GITHUB_REPO")
                    .asRequired());
    public static final Key<String> GITHUB_REPOSITORIES = row(Key.of(
            "github.repositories",
            Type.REPOSITORIES,
            "repositories (owner/name) whose issues are read, beside that one: a list, each with settings of its own or not",
            "GITHUB_REPOSITORIES"));
    public static final Key<String> GITHUB_RUN_ID =
            row(Key.of("github.run_id", Type.RUN_ID, "Actions run that the comments link to", "GITHUB_RUN_ID"));
    public static final Key<URI> GITHUB_API_URL = row(Key.of(
                    "github.api_url",
                    Type.URL,
                    "address of GitHub's API; https://HOST/api/v3 for GitHub Enterprise Server",
                    "GITHUB_API_URL")
            .or("https://api.github.com"));
    public static final Key<Duration> GITHUB_POLL_INTERVAL = row(Key.of(
                    "github.poll_interval",
                    Type.DURATION,
                    "time between two looks at the issues",
                    "GITHUB_POLL_INTERVAL")
            .or("30s"));
    public static final Key<String> GITHUB_LABEL =
            row(Key.of("github.label", Type.LABEL, "label of the issues that are requests")
                    .or("porter"));

    // A pace above 100,000 is none: what waits then is the server.
    public static final Key<Integer> GITHUB_COMMENTS_PER_HOUR = row(Key.of(
                    "github.comments_per_hour",
                    Type.number(0, 100_000),
                    "new comments in an hour, beside a burst of 100; 0 where the server sets no limit")
            .or("400"));
    public static final Key<Integer> GITHUB_WRITES_PER_MINUTE = row(Key.of(
                    "github.writes_per_minute",
                    Type.number(0, 100_000),
                    "changes in a minute, beside a burst of 20; 0 where the server sets no limit")
            .or("60"));

    public static final Key<String> APP_ID = row(Key.of(
            "github.app.id",
            Type.APP_ID,
            "id (or client id) of a GitHub App that reads and writes the issues, in place of a token",
            "GITHUB_APP_ID"));
    public static final Key<Secret> APP_PRIVATE_KEY = row(Key.of(
                    "github.app.private_key",
                    Type.PRIVATE_KEY,
                    "private key of that App, the PEM file that GitHub gives",
                    "GITHUB_APP_PRIVATE_KEY")
            .asSecret());
    public static final Key<Secret> WEBHOOK_SECRET = row(Key.of(
                    "github.webhook_secret",
                    Type.SECRETS,
                    "secret of the webhook, with webhook.port; two, a line each, while one takes the place of the other",
                    "GITHUB_WEBHOOK_SECRET")
            .asSecret());
    public static final Key<Integer> WEBHOOK_PORT = row(Key.of(
                    "webhook.port",
                    Type.number(0, 65535),
                    "port at which GitHub's webhook is heard, by plain HTTP, at /webhook/github; 0 for none",
                    "WEBHOOK_PORT")
            .or("0"));
    public static final Key<String> WEBHOOK_HOST = row(Key.of(
                    "webhook.host",
                    Type.BIND_ADDRESS,
                    "address at which that port is opened: behind a proxy on this machine 127.0.0.1, on all addresses 0.0.0.0 or ::",
                    "WEBHOOK_HOST")
            .or("127.0.0.1"));

    public static final Key<PlatformSelection> PLATFORMS = row(Key.of(
                    "platforms",
                    Type.PLATFORMS,
                    "platforms to mirror where the issue names none: a list, or all",
                    "PLATFORMS")
            .or("linux/amd64,linux/arm64"));

    public static final Key<String> TARGET_REGISTRY =
            row(Key.of("registries.generic.registry", Type.HOST, "host that images go to", "GENERIC_REGISTRY")
                    .asRequired());
    public static final Key<String> TARGET_NAMESPACE = row(Key.of(
            "registries.generic.namespace",
            Type.NAMESPACE,
            "namespace (organization, project) below that host",
            "GENERIC_NAMESPACE"));
    public static final Key<Secret> TARGET_USERNAME = row(Key.of(
                    "registries.generic.username",
                    Type.SECRET,
                    "user to push as; without one: `docker login`'s, for SWR computed from its keys, else anonymous",
                    "GENERIC_USERNAME")
            .asSecret());
    public static final Key<Secret> TARGET_PASSWORD =
            row(Key.of("registries.generic.password", Type.SECRET, "password or token of that user", "GENERIC_PASSWORD")
                    .asSecret());
    public static final Key<Dialect> TARGET_DIALECT = row(Key.of(
                    "registries.generic.dialect",
                    Type.DIALECT,
                    "manifest types that the target accepts: oci (all), docker (schema 2 only), auto (finds out)",
                    "GENERIC_DIALECT")
            .or("auto"));

    public static final Key<Secret> SWR_ACCESS_KEY = row(Key.of(
                    "registries.huawei_swr.access_key",
                    Type.SECRET,
                    "access key, with secret_key: makes the mirrored repository public",
                    "HUAWEI_SWR_ACCESS_KEY")
            .asSecret());
    public static final Key<Secret> SWR_SECRET_KEY = row(Key.of(
                    "registries.huawei_swr.secret_key",
                    Type.SECRET,
                    "secret key that belongs to the access key",
                    "HUAWEI_SWR_SECRET_KEY")
            .asSecret());
    public static final Key<String> SWR_REGION = row(Key.of(
                    "registries.huawei_swr.region",
                    Type.REGION,
                    "region of SWR, where the target's host names none",
                    "HUAWEI_SWR_REGION")
            .or("cn-southwest-2"));
    public static final Key<URI> SWR_ENDPOINT = row(Key.of(
            "registries.huawei_swr.endpoint",
            Type.URL,
            "address of SWR's management API; where not given, that of the region",
            "HUAWEI_SWR_ENDPOINT"));
    public static final Key<String> SWR_PROJECT_ID = row(Key.of(
            "registries.huawei_swr.project_id",
            Type.TEXT,
            "id of the region's project; where not given and endpoint neither, IAM is asked for it",
            "HUAWEI_SWR_PROJECT_ID"));
    public static final Key<String> SWR_PROJECT = row(Key.of(
            "registries.huawei_swr.project",
            Type.REGION_PROJECT,
            "name of the project that logs in with the keys; where not given, the region's own",
            "HUAWEI_SWR_PROJECT"));
    public static final Key<URI> SWR_IAM_ENDPOINT = row(Key.of(
            "registries.huawei_swr.iam_endpoint",
            Type.URL,
            "address of IAM; where not given, the vendor's own",
            "HUAWEI_SWR_IAM_ENDPOINT"));
    public static final Key<Boolean> SWR_CREATE_NAMESPACE = row(Key.of(
                    "registries.huawei_swr.create_namespace",
                    Type.BOOLEAN,
                    "create the organization where it is missing",
                    "HUAWEI_SWR_CREATE_NAMESPACE")
            .or("false"));

    public static final Key<URI> DOCKER_HUB_API_URL = row(Key.of(
                    "registries.docker_hub.api_url",
                    Type.URL,
                    "address of Docker Hub's API, which is told what a repository mirrors",
                    "DOCKER_HUB_API_URL")
            .or("https://hub.docker.com"));

    public static final Key<URI> HOST_ENDPOINT =
            row(Key.of(HOSTS + "<host>.endpoint", Type.URL, "another address that serves this host, such as a mirror"));
    public static final Key<Boolean> HOST_PLAIN_HTTP = row(Key.of(
            HOSTS + "<host>.plain_http",
            Type.BOOLEAN,
            "true for HTTP without TLS; where not given, loopback hosts speak it, others HTTPS"));
    public static final Key<Secret> HOST_USERNAME =
            row(Key.of(HOSTS + "<host>.username", Type.SECRET, "user to log in as at this host")
                    .asSecret());
    public static final Key<Secret> HOST_PASSWORD =
            row(Key.of(HOSTS + "<host>.password", Type.SECRET, "password or token of that user")
                    .asSecret());
    // More than 256 connections to one host would only make it refuse us.
    public static final Key<Integer> HOST_MAX_CONNECTIONS = row(Key.of(
                    HOSTS + "<host>.max_connections",
                    Type.number(1, 256),
                    "connections to this host at once, over all daemons that share a database; where not given, each has its own,"
                            + " and no fewer than the limits on requests and blobs need")
            .or(String.valueOf(HostSettings.DEFAULT_MAX_CONNECTIONS)));
    public static final Key<URI> HOST_PROXY = row(Key.of(
                    HOSTS + "<host>.proxy",
                    Type.PROXY,
                    "HTTP proxy for this host alone: http://[user:password@]host[:port], port 80 where not given")
            .asSecret());
    public static final Key<Path> HOST_CA_FILE = row(Key.of(
            HOSTS + "<host>.ca_file", Type.PATH, "PEM file of certificate authorities to trust beside the system's"));

    public static final Key<Naming> NAMING = row(Key.of(
                    "naming",
                    Type.NAMING,
                    "how images are named: image (the last segment) or qualified (free of collisions)",
                    "NAMING")
            .or("image"));

    // An issue's body holds 65,536 characters; a hundred images keep its comment readable.
    public static final Key<Integer> IMAGES_PER_ISSUE =
            row(Key.of("limits.images_per_issue", Type.number(1, 100), "images that one issue may ask for")
                    .or("1"));
    public static final Key<Integer> CONCURRENT_REQUESTS =
            row(Key.of("limits.concurrent_requests", Type.number(1, 64), "requests at work at once")
                    .or("2"));
    public static final Key<Integer> CONCURRENT_BLOBS = row(Key.of(
                    "limits.concurrent_blobs",
                    Type.number(1, 256),
                    "blobs on their way at once, over all requests; where not given, no fewer than two for each of these")
            .or("8"));
    public static final Key<Long> IMAGE_SIZE = row(
            Key.of("limits.image_size", Type.SIZE, "size of the largest image: compressed, over the mirrored platforms")
                    .or("20GiB"));
    public static final Key<Integer> REQUESTS_PER_USER_PER_DAY = row(Key.of(
                    "limits.requests_per_user_per_day",
                    Type.number(0, 1_000_000),
                    "images that one user may ask for in a day (UTC); 0 for no limit")
            .or("0"));
    public static final Key<List<String>> TRUSTED_USERS =
            row(Key.of("limits.trusted_users", Type.USERS, "GitHub users whom that limit doesn't concern"));

    public static final Key<Map<String, String>> DENIED_USERS = row(Key.of(
            "limits.denied_users",
            Type.DENIED_USERS,
            "GitHub users whose requests are refused: a list, or a map from user to the reason that the answer tells"));

    public static final Key<CopyEngine> ENGINE = row(Key.of(
                    "copy.engine",
                    Type.ENGINE,
                    "registry (from registry to registry) or docker (through the daemon at DOCKER_HOST)",
                    "COPY_ENGINE")
            .or("registry"));
    public static final Key<SignatureMode> SIGNATURES = row(Key.of(
                    "copy.signatures",
                    Type.SIGNATURES,
                    "signatures, attestations and other referrers: auto (come along where they can), off, or required (an image"
                            + " without a signature is refused)",
                    "COPY_SIGNATURES")
            .or("auto"));
    public static final Key<Path> VERIFY_TRUSTED_ROOT = row(
            Key.of(
                    "verify.trusted_root",
                    Type.PATH,
                    "sigstore's trusted_root.json, by which keyless signatures are verified; read at the start, never fetched"));

    public static final Key<Language> LANGUAGE =
            row(Key.of("report.language", Type.LANGUAGE, "language of the comments: zh or en", "REPORT_LANGUAGE")
                    .or("zh"));

    public static final Key<List<Path>> WATCH_FILE = row(Key.of(
            "watch.file",
            Type.PATHS,
            "watch lists: images that stay up to date by themselves; regsync's files, docs/watch.md",
            "WATCH_FILE"));

    // Beyond that a step is none.
    public static final Key<Integer> WATCH_LARGEST_STEP = row(Key.of(
                    "watch.largest_step",
                    Type.number(1, 1_000_000),
                    "tags that an entry of a list may copy at once; more are copied by `watch --once --force` alone")
            .or("200"));

    public static final Key<Integer> PAGE_PORT = row(Key.of(
                    "page.port",
                    Type.number(0, 65535),
                    "port of the page that requesters look at, by plain HTTP; 0 for none",
                    "PAGE_PORT")
            .or("8081"));
    public static final Key<String> PAGE_HOST = row(Key.of(
                    "page.host",
                    Type.BIND_ADDRESS,
                    "address at which that port is opened: behind a proxy on this machine 127.0.0.1, on all addresses 0.0.0.0 or ::",
                    "PAGE_HOST")
            .or("127.0.0.1"));
    public static final Key<URI> PAGE_URL =
            row(Key.of("page.url", Type.URL, "where people reach the page: the comments link to it", "PAGE_URL"));
    public static final Key<Boolean> PAGE_REQUESTERS = row(Key.of(
                    "page.requesters",
                    Type.BOOLEAN,
                    "false to show neither who asked nor in which issue",
                    "PAGE_REQUESTERS")
            .or("true"));
    public static final Key<Path> PAGE_EXPORT_DIR = row(Key.of(
            "page.export_dir",
            Type.PATH,
            "folder that the catalogue is written to as files, for a web server or GitHub Pages",
            "PAGE_EXPORT_DIR"));

    public static final Key<Path> DATA_DIR =
            row(Key.of("app.data_dir", Type.PATH, "folder of the embedded SQLite database", "SYNC_IMAGE_DATA")
                    .or("data"));
    public static final Key<String> DATABASE_URL = row(Key.of(
                    "app.database_url",
                    Type.DATABASE_URL,
                    "another database: jdbc:postgresql://host/name?user=…&password=…, which daemons share, or jdbc:sqlite:FILE",
                    "SYNC_IMAGE_DATABASE_URL")
            .asSecret());
    public static final Key<Role> ROLE = row(Key.of(
                    "app.role",
                    Type.ROLE,
                    "what this daemon does of the work that daemons with one PostgreSQL share: all, poller (all but mirroring"
                            + " requests) or worker (nothing but that)",
                    "APP_ROLE")
            .or("all"));
    public static final Key<String> NODE = row(Key.of(
            "app.node",
            Type.NODE,
            "its name among those daemons, another for each; where not given, the host's name and a random part",
            "APP_NODE"));
    public static final Key<Integer> HTTP_PORT = row(Key.of(
                    "app.http_port",
                    Type.number(0, 65535),
                    "port of health, metrics and the operator's view; 0 turns them off",
                    "SYNC_IMAGE_HTTP_PORT")
            .or("8080"));
    public static final Key<List<String>> HTTP_HOSTS = row(Key.of(
            "app.http_hosts",
            Type.HOST_NAMES,
            "names by which browsers may ask that port for the operator's view, beside addresses and localhost",
            "SYNC_IMAGE_HTTP_HOSTS"));
    public static final Key<String> LOG_LEVEL = row(Key.of(
                    "app.log_level",
                    Type.LOG_LEVEL,
                    "least level that is logged: error, warn, info, debug, trace",
                    "LOG_LEVEL")
            .or("info"));
    public static final Key<LogFormat> LOG_FORMAT = row(Key.of(
                    "app.log_format",
                    Type.LOG_FORMAT,
                    "how the log is written: text (lines for people) or json (an object a line, for collectors)",
                    "LOG_FORMAT")
            .or("text"));
    public static final Key<Boolean> DEBUG =
            row(Key.of("app.debug", Type.BOOLEAN, "true to log at debug, with stack traces", "DEBUG")
                    .or("false"));

    public static final Key<String> REPOSITORY_NAME =
            Key.of(OF_REPOSITORY + "repository", Type.FULL_NAME, "owner/name");
    public static final Key<String> REPOSITORY_LABEL =
            Key.of(OF_REPOSITORY + "label", Type.LABEL, "in place of github.label");
    public static final Key<Language> REPOSITORY_LANGUAGE =
            Key.of(OF_REPOSITORY + "language", Type.LANGUAGE, "in place of report.language");
    public static final Key<String> REPOSITORY_NAMESPACE =
            Key.of(OF_REPOSITORY + "namespace", Type.NAMESPACE, "in place of registries.generic.namespace");
    public static final Key<Integer> REPOSITORY_REQUESTS_PER_USER_PER_DAY = Key.of(
            OF_REPOSITORY + "requests_per_user_per_day",
            Type.number(0, 1_000_000),
            "in place of limits.requests_per_user_per_day");

    /** What an item of {@link #GITHUB_REPOSITORIES} may hold. */
    public static final List<Key<?>> OF_REPOSITORIES = List.of(
            REPOSITORY_NAME,
            REPOSITORY_LABEL,
            REPOSITORY_LANGUAGE,
            REPOSITORY_NAMESPACE,
            REPOSITORY_REQUESTS_PER_USER_PER_DAY);

    private Keys() {}

    private static <T> Key<T> row(Key<T> key) {
        ROWS.add(key);
        return key;
    }

    /** The row for a path, {@code registries.hosts.docker.io.endpoint} too; empty for an unknown key. */
    public static Optional<Key<?>> find(String path) {
        String host = hostOf(path);
        int item = itemOf(path);
        Stream<Key<?>> keys = item > 0
                ? OF_REPOSITORIES.stream().map(key -> key.ofItem(item))
                : ALL.stream().map(key -> key.perHost() && host != null ? key.at(host) : key);
        return keys.filter(key -> key.path().equals(path)).findFirst();
    }

    /** Which item of {@link #GITHUB_REPOSITORIES} a path is about, 0 for none. */
    public static int itemOf(String path) {
        Matcher item = ITEM.matcher(path);
        return item.matches() ? Integer.parseInt(item.group(1)) : 0;
    }

    /** Whether a file may have this name at its top. */
    public static boolean isTopLevel(String name) {
        return name.equals(RULES)
                || ALL.stream().anyMatch(key -> key.path().split("\\.")[0].equals(name));
    }

    /** Whether keys lie below this path, {@code registries.hosts} or {@code registries.hosts.docker.io}. */
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
}
