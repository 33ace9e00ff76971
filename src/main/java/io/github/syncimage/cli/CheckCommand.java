package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.app.CopyEngines;
import io.github.syncimage.app.WatchBeans;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Hosts;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Loaded;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.settings.SettingsLoader;
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
        Loaded loaded = configuration(problems);
        Logging.quietCamel();
        Settings checked = loaded == null ? standIn(options.home()) : loaded.settings();
        problems.addAll(CopyEngines.problems(checked, options.environment()));
        problems.addAll(unreadableAuthorities(checked));
        problems.addAll(WatchBeans.problems(checked, options.environment()));
        problems.addAll(outdatedRoot(checked.verify()));
        // Without the environment: what is wrong with it is among the problems already, and must not hide the routes'.
        Beans beans = new Beans(checked, options.home(), Map.of(), MirrorStore.remembersNothing());
        List<Problem> ofFlow = beans.problems();
        // Nobody has set the stand-in's limit, so nothing can contradict it.
        ofFlow.removeIf(problem -> loaded == null && "requests.consumers".equals(problem.key()));
        problems.addAll(ofFlow);
        if (online && loaded != null) {
            Settings settings = loaded.settings();
            Hosts hosts = options.hosts(settings);
            URI proxy = hosts.proxy(settings.github().apiUrl()).orElse(null);
            problems.addAll(
                    GitHubCheck.problems(settings.github(), settings.webhook().port() > 0, proxy, this::warn));
            namespaces(settings)
                    .forEach(namespace ->
                            problems.addAll(target(settings.target().in(namespace), hosts)));
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        beans.warnings().forEach(warning -> warn(warning.toString()));
        warnOfDataFolder(loaded.settings().app());
        options.home().unusedOverrides().forEach(path -> warn(path + " is used for nothing"));
        print(loaded);
        return 0;
    }

    /** Null where it has problems, which are added. */
    private Loaded configuration(List<Problem> problems) {
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
        return new SettingsLoader(empty)
                .load(List.of(), required, Map.of(), true)
                .settings();
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
    private void warnOfDataFolder(Settings.App app) {
        Path folder = app.dataDir().toAbsolutePath();
        while (folder != null && Files.notExists(folder)) {
            folder = folder.getParent();
        }
        boolean usable = folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
        if (app.databaseUrl() == null && !usable) {
            warn("app.data_dir " + app.dataDir() + " cannot be written: nothing will be remembered");
        }
    }

    private void warn(String message) {
        err().println("warning: " + message);
    }

    private void print(Loaded loaded) {
        Settings settings = loaded.settings();
        String namespace = settings.target().namespace();

        out().println("ok: "
                + repositories(settings.github())
                + " to "
                + settings.target().registry() + (namespace.isEmpty() ? "" : "/" + namespace) + ", "
                + settings.rules().rules().size() + " rules (" + loaded.sources() + ")"
                + (online ? "; GitHub and the target answer" : ""));
    }

    private static Stream<String> namespaces(Settings settings) {
        return settings.github().everywhere()
                ? Stream.of(settings.target().namespace())
                : settings.github().repositories().stream()
                        .map(Settings.Repository::namespace)
                        .distinct();
    }

    private static String repositories(Settings.GitHub github) {
        return github.everywhere()
                ? "every repository that the GitHub App is installed for"
                : github.repositories().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Begins a push to the target and takes it back: a repository that no image is mirrored to, and nothing stays in it. */
    private static List<Problem> target(Settings.Target target, HostDirectory hosts) {
        String namespace = target.namespace().isEmpty() ? "" : target.namespace() + "/";
        try (RegistryClient client = new RegistryClient(hosts, 1)) {
            client.checkPush(new Repository(target.registry(), namespace + "sync-image-check"));
            return List.of();
        } catch (RegistryException refused) {
            boolean denied = refused.kind() == RegistryException.Kind.DENIED;
            String key = "registries.generic." + (denied ? "username" : "registry");
            return List.of(new Problem(target.registry(), key, refused.getMessage()));
        }
    }
}
