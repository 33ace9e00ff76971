package io.github.syncimage.settings;

import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames.InvalidTargetException;
import io.github.syncimage.postprocess.swr.SwrHost;
import io.github.syncimage.report.Language;
import io.github.syncimage.settings.Settings.App;
import io.github.syncimage.settings.Settings.DockerHub;
import io.github.syncimage.settings.Settings.GitHub;
import io.github.syncimage.settings.Settings.GitHubApp;
import io.github.syncimage.settings.Settings.Limits;
import io.github.syncimage.settings.Settings.Page;
import io.github.syncimage.settings.Settings.Repository;
import io.github.syncimage.settings.Settings.Role;
import io.github.syncimage.settings.Settings.Swr;
import io.github.syncimage.settings.Settings.Target;
import io.github.syncimage.settings.Settings.Watch;
import io.github.syncimage.settings.Settings.Webhook;
import io.github.syncimage.trust.VerifyRules;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes {@link Settings} of all sources. The command line goes before the environment, that before the files (a later
 * one before an earlier one), those before the defaults of {@link Keys}.
 */
public record SettingsLoader(Home home) {
    /** As characters; what GitHub signs can be tried on offline, as often as one likes. */
    private static final int SHORTEST_SECRET = 16;

    /**
     * Reads everything.
     *
     * @param configs what {@code --config} names; where empty, {@code configs/config.yaml} if it is there, and
     *     {@code configs/rules.yaml} for the rules that it doesn't give, or where those lie nearer
     * @param commandLine values by path, {@code github.token}
     * @param forDaemon whether the keys that {@code run} and {@code once} require have to be there
     * @throws SettingsException with every problem that there is
     */
    public Loaded load(
            List<Path> configs, Map<String, String> commandLine, Map<String, String> environment, boolean forDaemon) {
        EntryReader values = new EntryReader();
        List<ConfigFile> files = files(configs);
        ConfigFile usual = usual(Keys.RULES, configs);
        Sections sections = new Sections(files, values);
        ConfigFile rulesFile =
                (home.rulesAreNearer() && usual != null ? new Sections(List.of(), values) : sections).rulesFile(usual);
        VerifySection verify = new VerifySection(values, home, files, usual);
        Rules rules = sections.rules(rulesFile);
        Mirrors mirrors = sections.mirrors(usual(Keys.MIRRORS, configs));
        Reserved reserved = sections.reserved(usual(Keys.RESERVED, configs));
        collect(values, files, environment, commandLine);
        Settings settings = read(values, files, rules, mirrors, reserved, verify.read());
        nameTarget(values, settings);
        if (forDaemon) {
            values.reportMissing();
            values.requireBoth(Keys.APP_ID, Keys.APP_PRIVATE_KEY);
            if (settings.webhook().port() > 0) {
                values.require(Keys.WEBHOOK_SECRET, "or nobody could tell GitHub's deliveries from others'");
            }
        }
        if (!values.problems().isEmpty()) {
            throw new SettingsException(values.problems());
        }
        List<Problem> warnings = warnings(values, settings);
        warnings.addAll(verify.warnings(settings.verify()));
        return new Loaded(
                settings,
                files.stream().map(ConfigFile::path).toList(),
                rulesFile == null ? null : rulesFile.path(),
                warnings);
    }

    /** Finds here what would otherwise refuse every image: a host or namespace that no target can have. */
    private static void nameTarget(EntryReader values, Settings settings) {
        try {
            settings.names();
            settings.github().repositories().forEach(repository -> settings.names(repository.namespace()));
        } catch (InvalidTargetException e) {
            values.report(new Problem(values.source(Keys.TARGET_REGISTRY), "registries.generic", e.getMessage()));
        }
    }

    private static List<Problem> warnings(EntryReader values, Settings settings) {
        List<Problem> warnings = new ArrayList<>();
        String host = settings.target().registry();
        Optional<String> region = host == null ? Optional.empty() : SwrHost.region(host);
        if (region.isPresent()
                && values.has(Keys.SWR_REGION)
                && !region.get().equals(settings.swr().region())) {
            warnings.add(
                    values.about(Keys.SWR_REGION, "is not used: images go to " + host + ", and its region counts"));
        }
        warnOfWebhook(values, settings.webhook(), warnings);
        if (settings.page().port() == 0 && !values.has(Keys.PAGE_PORT)) {
            warnings.add(new Problem(
                    "defaults",
                    Keys.PAGE_PORT.path(),
                    "opens no page: its " + Keys.PAGE_PORT.byDefault() + " is another port's; give it one, or 0"));
        }
        Limits limits = settings.limits();
        if (limits.concurrentBlobs() < limits.concurrentRequests()) {
            warnings.add(values.about(
                    Keys.CONCURRENT_BLOBS,
                    "is less than " + Keys.CONCURRENT_REQUESTS.path() + " (" + limits.concurrentRequests()
                            + "), so some of these will wait for the blobs of others"));
        }
        settings.rules().deniedTooLate().stream()
                .map(pattern -> new Problem(
                        Keys.RULES,
                        Sections.name(Keys.RULES, pattern),
                        "denies nothing: a rule before it serves all that it matches, and the first that matches wins"))
                .forEach(warnings::add);
        return warnings;
    }

    private static void warnOfWebhook(EntryReader values, Webhook webhook, List<Problem> warnings) {
        if (webhook.secret() == null) {
            return;
        }
        if (webhook.port() == 0) {
            warnings.add(
                    values.about(Keys.WEBHOOK_SECRET, "is not used: " + Keys.WEBHOOK_PORT.path() + " opens no port"));
        }
        if (webhook.secret().value().lines().anyMatch(secret -> secret.strip().length() < SHORTEST_SECRET)) {
            warnings.add(values.about(
                    Keys.WEBHOOK_SECRET, "is short enough to be guessed; `openssl rand -hex 32` makes a better one"));
        }
    }

    private List<ConfigFile> files(List<Path> configs) {
        List<Path> paths = configs.isEmpty() ? home.config("config").stream().toList() : configs;
        return paths.stream().map(ConfigFile::read).toList();
    }

    private ConfigFile usual(String section, List<Path> configs) {
        return configs.isEmpty() ? home.config(section).map(ConfigFile::read).orElse(null) : null;
    }

    private static void collect(
            EntryReader values,
            List<ConfigFile> files,
            Map<String, String> environment,
            Map<String, String> commandLine) {
        files.forEach(file -> {
            values.report(file.problems());
            file.entries().forEach(values::put);
        });
        new Environment(environment, values).read();
        commandLine.forEach((path, text) -> {
            if (!text.isBlank()) {
                values.put(new Entry(path, text.strip(), "command line"));
            }
        });
    }

    private Settings read(
            EntryReader values,
            List<ConfigFile> files,
            Rules rules,
            Mirrors mirrors,
            Reserved reserved,
            VerifyRules verify) {
        Limits limits = limits(values);
        HostTable hosts = new HostTable(values, home, limits.connections());
        int http = values.number(Keys.HTTP_PORT);
        int webhook = values.number(Keys.WEBHOOK_PORT);
        Target target = target(values, hosts);
        Language language = values.get(Keys.LANGUAGE);
        Repository given = new Repository(
                values.get(Keys.GITHUB_USER),
                values.get(Keys.GITHUB_REPO),
                values.get(Keys.GITHUB_LABEL),
                language,
                target.namespace(),
                0);
        return new Settings(
                gitHub(values, files, given),
                new Webhook(webhook, values.get(Keys.WEBHOOK_HOST), values.get(Keys.WEBHOOK_SECRET)),
                values.get(Keys.PLATFORMS),
                target,
                swr(values),
                new DockerHub(values.get(Keys.DOCKER_HUB_API_URL)),
                hosts.read(),
                rules,
                mirrors,
                reserved,
                values.get(Keys.NAMING),
                limits,
                values.get(Keys.ENGINE),
                values.get(Keys.SIGNATURES),
                verify,
                language,
                watch(values),
                page(values, pagePort(values, http, webhook)),
                app(values, http));
    }

    private static GitHub gitHub(EntryReader values, List<ConfigFile> files, Repository given) {
        var interval = values.get(Keys.GITHUB_POLL_INTERVAL);
        if (interval != null && interval.compareTo(Keys.SHORTEST_POLL) < 0) {
            values.report(Keys.GITHUB_POLL_INTERVAL, "is shorter than " + Keys.SHORTEST_POLL.toMillis() + "ms");
        }
        return new GitHub(
                values.get(Keys.GITHUB_TOKEN),
                gitHubApp(values),
                given.owner(),
                given.name(),
                new RepositoryTable(values, files, given).read(),
                values.get(Keys.GITHUB_RUN_ID),
                values.get(Keys.GITHUB_API_URL),
                interval,
                given.label(),
                values.number(Keys.GITHUB_COMMENTS_PER_HOUR),
                values.number(Keys.GITHUB_WRITES_PER_MINUTE));
    }

    /** An App needs no token beside it; with both, nobody could tell whose name stands on the comments. */
    private static GitHubApp gitHubApp(EntryReader values) {
        String id = values.get(Keys.APP_ID);
        Secret key = values.get(Keys.APP_PRIVATE_KEY);
        if (!values.has(Keys.APP_ID) && !values.has(Keys.APP_PRIVATE_KEY)) {
            return null;
        }
        if (values.has(Keys.GITHUB_TOKEN)) {
            values.report(Keys.GITHUB_TOKEN, "is given beside " + Keys.APP_ID.path() + "; which one is meant?");
        }
        values.spoil(Set.of(Keys.GITHUB_TOKEN.path()));
        return new GitHubApp(id, key);
    }

    private static Target target(EntryReader values, HostTable hosts) {
        return new Target(
                values.get(Keys.TARGET_REGISTRY),
                values.get(Keys.TARGET_NAMESPACE, ""),
                hosts.credentials(Keys.TARGET_USERNAME, Keys.TARGET_PASSWORD),
                values.get(Keys.TARGET_DIALECT));
    }

    private static Swr swr(EntryReader values) {
        values.requireBoth(Keys.SWR_ACCESS_KEY, Keys.SWR_SECRET_KEY);
        return new Swr(
                values.get(Keys.SWR_ACCESS_KEY),
                values.get(Keys.SWR_SECRET_KEY),
                values.get(Keys.SWR_REGION),
                values.get(Keys.SWR_ENDPOINT),
                values.get(Keys.SWR_PROJECT_ID),
                values.get(Keys.SWR_PROJECT),
                values.get(Keys.SWR_IAM_ENDPOINT),
                values.flag(Keys.SWR_CREATE_NAMESPACE));
    }

    private static Limits limits(EntryReader values) {
        int requests = values.number(Keys.CONCURRENT_REQUESTS);
        int blobs = values.number(Keys.CONCURRENT_BLOBS);
        return new Limits(
                values.number(Keys.IMAGES_PER_ISSUE),
                requests,
                // A default that kept more requests from running at once would make their limit a lie.
                values.has(Keys.CONCURRENT_BLOBS) ? blobs : Math.max(blobs, 2 * requests),
                values.get(Keys.IMAGE_SIZE, 0L),
                values.get(Keys.SMALL_IMAGE, 0L),
                values.get(Keys.LARGE_IMAGES),
                values.get(Keys.IMAGE_TIME),
                values.number(Keys.REQUESTS_PER_USER_PER_DAY),
                values.get(Keys.BYTES_PER_USER_PER_DAY, 0L),
                values.get(Keys.TRUSTED_USERS, List.of()),
                values.get(Keys.DENIED_USERS, Map.of()));
    }

    private Watch watch(EntryReader values) {
        List<Path> files = values.get(Keys.WATCH_FILE, List.of());
        return new Watch(files.stream().map(home::lookUp).toList(), values.number(Keys.WATCH_LARGEST_STEP));
    }

    private Page page(EntryReader values, int port) {
        URI url = values.get(Keys.PAGE_URL);
        Path exportDir = values.get(Keys.PAGE_EXPORT_DIR);
        return new Page(
                port,
                values.get(Keys.PAGE_HOST),
                url == null || url.toString().endsWith("/") ? url : URI.create(url + "/"),
                values.flag(Keys.PAGE_REQUESTERS),
                exportDir == null ? null : home.resolve(exportDir));
    }

    /** No two ports may be the same; what was configured before there was a page keeps its port. */
    private static int pagePort(EntryReader values, int http, int webhook) {
        int page = values.number(Keys.PAGE_PORT);
        reportSame(values, Keys.WEBHOOK_PORT, webhook, Keys.HTTP_PORT, http);
        if (!values.has(Keys.PAGE_PORT) && (page == http || page == webhook)) {
            return 0;
        }
        reportSame(values, Keys.PAGE_PORT, page, Keys.HTTP_PORT, http);
        reportSame(values, Keys.PAGE_PORT, page, Keys.WEBHOOK_PORT, webhook);
        return page;
    }

    private static void reportSame(EntryReader values, Key<Integer> key, int port, Key<Integer> other, int taken) {
        if (port > 0 && port == taken) {
            values.report(key, "is the port of " + other.path() + ", too");
        }
    }

    private App app(EntryReader values, int httpPort) {
        Path dataDir = values.get(Keys.DATA_DIR);
        App app = new App(
                dataDir == null ? null : home.resolve(dataDir),
                values.get(Keys.DATABASE_URL),
                values.get(Keys.ROLE, Role.ALL),
                values.get(Keys.NODE),
                httpPort,
                values.get(Keys.HTTP_HOST),
                values.get(Keys.HTTP_HOSTS, List.of()),
                values.get(Keys.LOG_LEVEL),
                values.get(Keys.LOG_FORMAT),
                values.flag(Keys.DEBUG));
        if (app.role() != Role.ALL && !app.shared()) {
            values.report(
                    Keys.ROLE,
                    "needs daemons that share a PostgreSQL: set " + Keys.DATABASE_URL.path()
                            + " to jdbc:postgresql://…, or leave the role at all");
        }
        return app;
    }
}
