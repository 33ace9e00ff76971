package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.app.CopyEngines;
import io.github.syncimage.app.WatchBeans;
import io.github.syncimage.image.Repository;
import io.github.syncimage.notify.Receiver;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Hosts;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRules;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says whether {@code run} would start, and everything that keeps it from it. */
@Command(
        name = "check",
        description = "Check configuration, rules, routes and templates as 'run' needs them, and report all problems.")
final class CheckCommand extends Subcommand {
    @Option(names = "--online", description = "Also try GitHub and a push to the target.")
    private boolean online;

    @Override
    public Integer call() {
        List<Problem> problems = new ArrayList<>();
        Settings settings = configuration(problems);
        Logging.quietCamel();
        Settings checked = settings == null ? standIn(options.home()) : settings;
        problems.addAll(CopyEngines.problems(checked, options.environment()));
        problems.addAll(unreadableAuthorities(checked));
        problems.addAll(WatchBeans.problems(checked, options.environment()));
        problems.addAll(outdatedRoot(checked.verify()));
        // Without the environment: what is wrong with it is among the problems already, and must not hide the routes'.
        Beans beans = new Beans(checked, options.home(), Map.of(), MirrorStore.remembersNothing());
        List<Problem> ofFlow = beans.problems();
        // Nobody has set the stand-in's limit, so nothing can contradict it.
        ofFlow.removeIf(problem -> settings == null && "requests.consumers".equals(problem.key()));
        problems.addAll(ofFlow);
        if (online && settings != null) {
            Hosts hosts = options.hosts(settings);
            URI proxy = hosts.proxy(settings.get(Keys.GITHUB_API_URL)).orElse(null);
            problems.addAll(GitHubCheck.problems(settings, proxy, this::warn));
            namespaces(settings)
                    .flatMap(settings::allAtTarget)
                    .distinct()
                    .forEach(target -> problems.addAll(target(settings, target, hosts)));
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        beans.warnings().forEach(this::warn);
        warnOfDataFolder(settings);
        options.home().unusedOverrides().forEach(path -> warn(path + " is used for nothing"));
        print(settings);
        return 0;
    }

    /** Null where it has problems, which are added. */
    private Settings configuration(List<Problem> problems) {
        try {
            return options.loadForDaemon();
        } catch (SettingsException refused) {
            problems.addAll(refused.problems());
            return null;
        }
    }

    /** Routes can be looked at although the configuration has problems: with nothing but what is required. */
    static Settings standIn(Home home) {
        Map<String, String> required = Map.of(
                "github.token", "none",
                "github.user", "nobody",
                "github.repo", "none",
                "registries.generic.registry", "localhost");
        Home empty = new Home(home.routes());
        return Settings.load(empty, List.of(), required, Map.of(), true);
    }

    private static List<Problem> unreadableAuthorities(Settings settings) {
        return settings.hosts().values().stream()
                .filter(host -> host.network().caFile() != null
                        && !Files.isReadable(host.network().caFile()))
                .map(host -> new Problem(
                        host.network().caFile().toString(),
                        "registries.hosts." + host.host() + ".ca_file",
                        "the file cannot be read"))
                .toList();
    }

    /** What was signed before can be verified all the same, so the daemon starts. */
    private static List<Problem> outdatedRoot(VerifyRules verify) {
        boolean needed = verify.rules().stream().anyMatch(VerifyRule::keyless);
        return needed && !verify.root().covers(Instant.now())
                ? List.of(new Problem(
                        "configuration",
                        Keys.VERIFY_TRUSTED_ROOT.path(),
                        "has no certificate authority for today, so nothing that is signed now can be verified; get the"
                                + " current one"))
                : List.of();
    }

    /** The daemon starts all the same, and remembers nothing. */
    private void warnOfDataFolder(Settings settings) {
        Path folder = settings.get(Keys.DATA_DIR).toAbsolutePath();
        while (folder != null && Files.notExists(folder)) {
            folder = folder.getParent();
        }
        boolean usable = folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
        if (settings.get(Keys.DATABASE_URL) == null && !usable) {
            warn("app.data_dir " + settings.get(Keys.DATA_DIR) + " cannot be written: nothing will be remembered");
        }
    }

    private void print(Settings settings) {
        String namespace = settings.get(Keys.TARGET_NAMESPACE);

        out().println("ok: "
                + repositories(settings)
                + " to "
                + settings.get(Keys.TARGET_REGISTRY) + (namespace.isEmpty() ? "" : "/" + namespace) + ", "
                + settings.rules().rules().size() + " rules (" + settings.sources() + ")"
                + (settings.receivers().isEmpty()
                        ? ""
                        : ", told: "
                                + settings.receivers().stream()
                                        .map(Receiver::name)
                                        .collect(Collectors.joining(", ")))
                + (online ? "; GitHub and the target answer" : ""));
    }

    private static Stream<String> namespaces(Settings settings) {
        return settings.everywhere()
                ? Stream.of(settings.get(Keys.TARGET_NAMESPACE))
                : settings.repositories().stream()
                        .map(Settings.Repository::namespace)
                        .distinct();
    }

    private static String repositories(Settings settings) {
        return settings.everywhere()
                ? "every repository that the GitHub App is installed for"
                : settings.repositories().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Begins a push to the target and takes it back: a repository that no image is mirrored to, and nothing stays in it. */
    private static List<Problem> target(Settings settings, String target, HostDirectory hosts) {
        String[] parts = (target + "/sync-image-check").split("/", 2);
        String registry = parts[0];
        try (RegistryClient client = new RegistryClient(hosts, 1)) {
            client.checkPush(new Repository(registry, parts[1]));
            return List.of();
        } catch (RegistryException refused) {
            boolean denied = refused.kind() == RegistryException.Kind.DENIED;
            String section = registry.equals(settings.get(Keys.TARGET_REGISTRY)) ? "generic" : "artifacts";
            String key = "registries." + section + "." + (denied ? "username" : "registry");
            return List.of(new Problem(registry, key, refused.getMessage()));
        }
    }
}
