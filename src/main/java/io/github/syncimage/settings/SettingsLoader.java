package io.github.syncimage.settings;

import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames.InvalidTargetException;
import io.github.syncimage.postprocess.swr.SwrHost;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.settings.Settings.Role;
import io.github.syncimage.settings.Values.Entry;
import io.github.syncimage.trust.VerifyRules;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes {@link Settings} of all sources. The command line goes before the environment, that before the files (a later
 * one before an earlier one), those before the defaults of {@link Keys}.
 */
final class SettingsLoader {
    /** As characters; what GitHub signs can be tried on offline, as often as one likes. */
    private static final int SHORTEST_SECRET = 16;

    private final Home home;
    private final List<Path> configs;
    private final List<ConfigFile> files;
    private final Values values = new Values();

    SettingsLoader(Home home, List<Path> configs) {
        this.home = home;
        this.configs = configs;
        this.files = (configs.isEmpty() ? home.config("config").stream().toList() : configs)
                .stream().map(ConfigFile::read).toList();
    }

    Settings load(Map<String, String> commandLine, Map<String, String> environment, boolean forDaemon) {
        ConfigFile usual = usual(Keys.RULES);
        Sections sections = new Sections(files, values);
        ConfigFile rulesFile =
                (home.rulesAreNearer() && usual != null ? new Sections(List.of(), values) : sections).rulesFile(usual);
        VerifySection verifySection = new VerifySection(values, home, files, usual);
        Rules rules = sections.rules(rulesFile);
        Mirrors mirrors = sections.mirrors(usual(Keys.MIRRORS));
        Reserved reserved = sections.reserved(usual(Keys.RESERVED));
        collect(environment, commandLine);
        VerifyRules verify = verifySection.read();
        complete();
        checkGitHub();
        checkPorts();
        checkRole();
        values.requireBoth(Keys.SWR_ACCESS_KEY, Keys.SWR_SECRET_KEY);
        List<Problem> warnings = warnings(rules);
        warnings.addAll(verifySection.warnings(verify));
        List<Settings.Repository> repositories = new RepositoryTable(values, files).read();
        Settings settings = new Settings(
                values.all(),
                repositories,
                credentials(Keys.TARGET_USERNAME, Keys.TARGET_PASSWORD),
                credentials(Keys.ARTIFACTS_USERNAME, Keys.ARTIFACTS_PASSWORD),
                hosts(),
                rules,
                mirrors,
                reserved,
                verify,
                new NotifySection(values, home, files, repositories).read(),
                sources(rulesFile),
                warnings);
        nameTarget(settings);
        if (forDaemon) {
            requireForDaemon();
        }
        if (!values.problems().isEmpty()) {
            throw new SettingsException(values.problems());
        }
        return settings;
    }

    private ConfigFile usual(String section) {
        return configs.isEmpty() ? home.config(section).map(ConfigFile::read).orElse(null) : null;
    }

    private String sources(ConfigFile rules) {
        String configuration = files.isEmpty()
                ? "no configuration file"
                : files.stream().map(file -> file.path().toString()).collect(Collectors.joining(", "));
        return configuration + "; " + (rules == null ? "built-in rules" : "rules of " + rules.path());
    }

    private void collect(Map<String, String> environment, Map<String, String> commandLine) {
        files.forEach(file -> {
            values.problems().addAll(file.problems());
            file.entries().forEach(values::put);
        });
        new Environment(environment, values).read();
        commandLine.forEach((path, text) -> {
            if (!text.isBlank()) {
                values.put(new Entry(path, text.strip(), "command line"));
            }
        });
    }

    /** Values that are more than what was written, or another where nothing was. */
    private void complete() {
        if (!values.has(Keys.TARGET_NAMESPACE)) {
            values.set(Keys.TARGET_NAMESPACE, "");
        }
        if (!values.has(Keys.CONCURRENT_BLOBS)) {
            // A default that kept more requests from running at once would make their limit a lie.
            values.change(Keys.CONCURRENT_BLOBS, blobs -> Math.max(blobs, 2 * number(Keys.CONCURRENT_REQUESTS)));
        }
        values.change(Keys.PAGE_URL, url -> url.toString().endsWith("/") ? url : URI.create(url + "/"));
        values.change(Keys.PAGE_EXPORT_DIR, home::resolve);
        values.change(Keys.DATA_DIR, home::resolve);
        values.change(Keys.WATCH_FILE, lists -> lists.stream().map(home::lookUp).toList());
    }

    /** 0 where a wrong one was given and reported. */
    private int number(Key<Integer> key) {
        return values.get(key, 0);
    }

    /** An App needs no token beside it; with both, nobody could tell whose name stands on the comments. */
    private void checkGitHub() {
        var interval = values.get(Keys.GITHUB_POLL_INTERVAL);
        if (interval != null && interval.compareTo(Keys.SHORTEST_POLL) < 0) {
            values.report(Keys.GITHUB_POLL_INTERVAL, "is shorter than " + Keys.SHORTEST_POLL.toMillis() + "ms");
        }
        if (values.has(Keys.APP_ID) || values.has(Keys.APP_PRIVATE_KEY)) {
            if (values.has(Keys.GITHUB_TOKEN)) {
                values.report(Keys.GITHUB_TOKEN, "is given beside " + Keys.APP_ID.path() + "; which one is meant?");
            }
            values.spoil(Keys.GITHUB_TOKEN);
        }
    }

    /** No two ports may be the same; what was configured before there was a page keeps its port. */
    private void checkPorts() {
        reportSame(Keys.WEBHOOK_PORT, Keys.HTTP_PORT);
        int page = number(Keys.PAGE_PORT);
        if (!values.has(Keys.PAGE_PORT) && (page == number(Keys.HTTP_PORT) || page == number(Keys.WEBHOOK_PORT))) {
            values.change(Keys.PAGE_PORT, taken -> 0);
        }
        reportSame(Keys.PAGE_PORT, Keys.HTTP_PORT);
        reportSame(Keys.PAGE_PORT, Keys.WEBHOOK_PORT);
    }

    private void reportSame(Key<Integer> key, Key<Integer> other) {
        if (number(key) > 0 && number(key) == number(other)) {
            values.report(key, "is the port of " + other.path() + ", too");
        }
    }

    private void checkRole() {
        if (values.get(Keys.ROLE, Role.ALL) != Role.ALL && !Settings.isShared(values.get(Keys.DATABASE_URL))) {
            values.report(
                    Keys.ROLE,
                    "needs daemons that share a PostgreSQL: set " + Keys.DATABASE_URL.path()
                            + " to jdbc:postgresql://…, or leave the role at all");
        }
    }

    private void requireForDaemon() {
        Keys.ALL.stream().filter(Key::required).forEach(key -> values.require(key, ""));
        values.requireBoth(Keys.APP_ID, Keys.APP_PRIVATE_KEY);
        if (number(Keys.WEBHOOK_PORT) > 0) {
            values.require(Keys.WEBHOOK_SECRET, ", or nobody could tell GitHub's deliveries from others'");
        }
    }

    /** By host as image names spell it, {@code docker.io} for {@code index.docker.io}. */
    private Map<String, HostSettings> hosts() {
        int connections = Settings.connections(number(Keys.CONCURRENT_BLOBS), number(Keys.CONCURRENT_REQUESTS));
        Map<String, HostSettings> hosts = new LinkedHashMap<>();
        values.hosts().forEach((written, source) -> {
            String key = "registries.hosts." + Problem.excerpt(written);
            try {
                String host = Type.HOST.read(written);
                if (hosts.putIfAbsent(host, host(written, host, connections)) != null) {
                    values.report(source, key, "is the same host as " + host);
                }
            } catch (IllegalArgumentException noHost) {
                values.report(source, key, noHost.getMessage());
            }
        });
        return hosts;
    }

    private HostSettings host(String written, String host, int connections) {
        Key<Integer> most = Keys.HOST_MAX_CONNECTIONS.at(written);
        Path caFile = values.get(Keys.HOST_CA_FILE.at(written));
        HostSettings.Network network = new HostSettings.Network(
                values.get(Keys.HOST_ENDPOINT.at(written)),
                values.get(Keys.HOST_PLAIN_HTTP.at(written)),
                values.get(Keys.HOST_PROXY.at(written)),
                caFile == null ? null : home.lookUp(caFile),
                values.get(Keys.HOST_PRIVATE_NETWORK.at(written)));
        HostSettings settings = HostSettings.of(host, values.has(most) ? number(most) : connections)
                .with(network)
                .withCredentials(credentials(Keys.HOST_USERNAME.at(written), Keys.HOST_PASSWORD.at(written)))
                .withBandwidth(values.get(Keys.HOST_BANDWIDTH.at(written), 0L));
        return values.has(most) ? settings.withSharedConnections() : settings;
    }

    /** Both or none; null for an anonymous client. */
    private Credentials credentials(Key<Secret> username, Key<Secret> password) {
        Secret user = values.get(username);
        Secret word = values.get(password);
        values.requireBoth(username, password);
        return user == null || word == null ? null : new Credentials(user.value(), word.value());
    }

    /** Finds here what would otherwise refuse every image: a host or namespace that no target can have. */
    private void nameTarget(Settings settings) {
        try {
            settings.imageNames(settings.get(Keys.TARGET_NAMESPACE));
            settings.repositories().forEach(repository -> settings.imageNames(repository.namespace()));
        } catch (InvalidTargetException e) {
            values.report(values.source(Keys.TARGET_REGISTRY), "registries.generic", e.getMessage());
            return;
        }
        try {
            settings.names();
            settings.repositories().forEach(repository -> settings.names(repository.namespace()));
        } catch (InvalidTargetException e) {
            values.report(values.source(Keys.ARTIFACTS_REGISTRY), "registries.artifacts", e.getMessage());
        }
        Credentials artifacts = settings.artifactCredentials();
        boolean two = artifacts != null
                && settings.targetCredentials() != null
                && !artifacts.equals(settings.targetCredentials())
                && Objects.equals(settings.artifactRegistry(), settings.get(Keys.TARGET_REGISTRY));
        if (two) {
            values.report(
                    values.source(Keys.ARTIFACTS_USERNAME),
                    Keys.ARTIFACTS_USERNAME.path(),
                    "is another login at the host of registries.generic; a host has one");
        }
    }

    private List<Problem> warnings(Rules rules) {
        List<Problem> warnings = new ArrayList<>();
        String host = values.get(Keys.TARGET_REGISTRY);
        Optional<String> region = host == null ? Optional.empty() : SwrHost.region(host);
        if (region.isPresent() && values.has(Keys.SWR_REGION) && !region.get().equals(values.get(Keys.SWR_REGION))) {
            warnings.add(
                    values.about(Keys.SWR_REGION, "is not used: images go to " + host + ", and its region counts"));
        }
        Secret secret = values.get(Keys.WEBHOOK_SECRET);
        if (secret != null && number(Keys.WEBHOOK_PORT) == 0) {
            warnings.add(
                    values.about(Keys.WEBHOOK_SECRET, "is not used: " + Keys.WEBHOOK_PORT.path() + " opens no port"));
        }
        if (secret != null
                && secret.value().lines().anyMatch(line -> line.strip().length() < SHORTEST_SECRET)) {
            warnings.add(values.about(
                    Keys.WEBHOOK_SECRET, "is short enough to be guessed; `openssl rand -hex 32` makes a better one"));
        }
        if (number(Keys.PAGE_PORT) == 0 && !values.has(Keys.PAGE_PORT)) {
            warnings.add(new Problem(
                    "defaults",
                    Keys.PAGE_PORT.path(),
                    "opens no page: its " + Keys.PAGE_PORT.byDefault() + " is another port's; give it one, or 0"));
        }
        if (number(Keys.CONCURRENT_BLOBS) < number(Keys.CONCURRENT_REQUESTS)) {
            warnings.add(values.about(
                    Keys.CONCURRENT_BLOBS,
                    "is less than " + Keys.CONCURRENT_REQUESTS.path() + " (" + number(Keys.CONCURRENT_REQUESTS)
                            + "), so some of these will wait for the blobs of others"));
        }
        rules.deniedTooLate().stream()
                .map(pattern -> new Problem(
                        Keys.RULES,
                        Sections.name(Keys.RULES, pattern),
                        "denies nothing: a rule before it serves all that it matches, and the first that matches wins"))
                .forEach(warnings::add);
        return warnings;
    }
}
