package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.naming.Rules;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What the files of compose, Kubernetes and the Dockerfile say of each other. */
@SuppressWarnings("unchecked")
class DeploymentFilesTest {
    private static final Path KUBERNETES = Path.of("deploy/kubernetes");
    private static final Path WORKER = KUBERNETES.resolve("scale/worker.yaml");

    @TempDir
    private Path folder;

    @Test
    void theExampleOfEnvHasEveryVariableOfComposeAndNoOther() throws IOException {
        Set<String> used = new TreeSet<>(Set.of("COMPOSE_FILE", "COMPOSE_PROFILES"));
        for (String file : List.of("docker-compose.yml", "deploy/compose/release.yml")) {
            used.addAll(found("\\$\\{([A-Z_]+)", Files.readString(Path.of(file))));
        }
        assertThat(found("(?m)^#?([A-Z_]+)=", Files.readString(Path.of(".env.example"))))
                .isEqualTo(used);
    }

    @Test
    void composeBuildsWithTheBasesOfTheDockerfile() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        Map<String, Object> build = (Map<String, Object>) compose("sync-image").get("build");
        ((Map<String, String>) build.get("args")).forEach((name, value) -> {
            assertThat(value).isEqualTo("${" + name + ":-}");
            assertThat(dockerfile).contains("ARG " + name + "=\n");
        });
    }

    /** Which Dependabot moves in lines that name an image, and in no others. */
    @Test
    void everyBaseIsNamedByItsDigest() throws IOException {
        Pattern pinned =
                Pattern.compile("FROM (?:--platform=\\S+ )?\\S+/\\S+:\\S+@sha256:[0-9a-f]{64} AS ([a-z]+-base)");
        List<String> from = Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> line.startsWith("FROM "))
                .toList();
        List<String> bases = from.stream()
                .map(pinned::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .toList();

        assertThat(bases).containsExactly("build-base", "java-base", "run-base");
        assertThat(from.stream().filter(line -> !pinned.matcher(line).matches()))
                .as("no other image comes in")
                .allMatch(line -> line.startsWith("FROM jar AS ")
                        || bases.stream().anyMatch(base -> line.contains(" ${") && line.contains(":-" + base + "}")));
        assertThat(Files.readString(Path.of(".github/dependabot.yml"))).contains("package-ecosystem: docker\n");
    }

    /** Maven resolves every scope where libraries are laid beside the jar. */
    @Test
    void aBuildWithoutTestsDownloadsNothingThatOnlyTestsNeed() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(Files.readString(Path.of("Dockerfile"))).contains(" -Pwithout-tests ");
        assertThat(pom.substring(0, pom.indexOf("<profiles>"))).doesNotContain("<scope>test</scope>");
        assertThat(pom).containsSubsequence("<id>tests</id>", "<scope>test</scope>", "<id>without-tests</id>");
    }

    /** What the pod sees is where the program looks, as the user that the image has, with what compose gives it. */
    @Test
    void thePodIsLaidOutAsTheImageAndComposeAre() throws IOException {
        Map<String, Object> pod = (Map<String, Object>) at(manifest("Deployment"), "spec", "template", "spec");
        Map<String, Object> container = ((List<Map<String, Object>>) pod.get("containers")).get(0);
        Map<String, String> environment = named(container, "env", "value");
        Map<String, String> mounts = named(container, "volumeMounts", "mountPath");
        Map<String, Object> compose = compose("sync-image");

        assertThat(Files.readString(Path.of("Dockerfile")))
                .contains("USER " + at(pod, "securityContext", "runAsUser") + ":"
                        + at(pod, "securityContext", "runAsGroup") + "\n")
                .contains("SYNC_IMAGE_DATA=" + mounts.get("data") + "\n");
        assertThat(environment.remove("SYNC_IMAGE_HTTP_HOST"))
                .as("probes ask from outside")
                .isEqualTo("0.0.0.0");
        assertThat(Files.readString(Path.of("Dockerfile"))).contains(" SYNC_IMAGE_HTTP_HOST=0.0.0.0 ");
        assertThat((Map<String, String>) compose.get("environment"))
                .containsEntry("SYNC_IMAGE_HTTP_HOST", "${SYNC_IMAGE_HTTP_HOST:-0.0.0.0}");
        assertThat(compose.get("ports").toString()).contains("${SYNC_IMAGE_BIND:-127.0.0.1}:");
        assertThat(environment.values())
                .allMatch(file -> manifest("Secret", "stringData")
                        .containsKey(Path.of(file).getFileName().toString()))
                .allMatch(file -> file.startsWith(mounts.get("secrets") + "/"));
        assertThat(((Map<String, String>) compose.get("environment")).keySet()).containsAll(environment.keySet());
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(compose.get("read_only"));
        assertThat(compose.get("stop_grace_period")).isEqualTo(pod.get("terminationGracePeriodSeconds") + "s");
        assertThat(compose.get("healthcheck").toString())
                .contains(at(container, "readinessProbe", "httpGet", "path").toString());
        assertThat(mounts).containsEntry("config", "/app/overrides/configs").containsEntry("tmp", "/tmp");
    }

    /** Labels, names and ports by which Kubernetes finds one thing from another. */
    @Test
    void theManifestsFindEachOther() throws IOException {
        Object labels = at(manifest("Deployment"), "spec", "template", "metadata", "labels");
        assertThat(at(manifest("Deployment"), "spec", "selector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(at(manifest("Service"), "spec", "selector")).isEqualTo(labels);
        assertThat(at(manifest("NetworkPolicy"), "spec", "podSelector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(at(manifest("ServiceMonitor"), "spec", "selector", "matchLabels"))
                .isEqualTo(at(manifest("Service"), "metadata", "labels"));
        Map<String, Object> service = ((List<Map<String, Object>>) at(manifest("Service"), "spec", "ports")).get(0);
        Map<String, Object> endpoint =
                ((List<Map<String, Object>>) at(manifest("ServiceMonitor"), "spec", "endpoints")).get(0);
        assertThat(endpoint.get("port")).isEqualTo(service.get("name"));
        String volumes = at(manifest("Deployment"), "spec", "template", "spec", "volumes")
                .toString();
        assertThat(volumes)
                .contains("claimName=" + at(manifest("PersistentVolumeClaim"), "metadata", "name"))
                .contains("secretName=" + at(manifest("Secret"), "metadata", "name"))
                .contains("configMap={name=" + at(manifest("ConfigMap"), "metadata", "name"));
    }

    /** A worker is the daemon, but for what makes it one; it is found by the same monitor, and by nobody's webhook. */
    @Test
    void aWorkerIsTheDaemonWithAnotherRole() throws IOException {
        Map<String, Object> worker = documents(WORKER).get(0);
        Map<String, Object> ofWorker = container(worker);
        Map<String, Object> ofDaemon = container(manifest("Deployment"));
        List<Object> environment = new ArrayList<>((List<Object>) ofWorker.get("env"));

        assertThat(named(ofWorker, "env", "value")).containsEntry("APP_ROLE", "worker");
        environment.removeIf(
                each -> List.of("APP_ROLE", "APP_NODE").contains(((Map<String, Object>) each).get("name")));
        assertThat(environment).isEqualTo(ofDaemon.get("env"));
        assertThat(without(ofWorker, "env", "ports", "volumeMounts"))
                .isEqualTo(without(ofDaemon, "env", "ports", "volumeMounts"));
        assertThat(without(pod(worker), "containers", "volumes"))
                .isEqualTo(without(pod(manifest("Deployment")), "containers", "volumes"));
        assertThat((List<Object>) pod(manifest("Deployment")).get("volumes"))
                .as("but no folder of its own: what is remembered lies in PostgreSQL")
                .containsAll((List<Object>) pod(worker).get("volumes"));

        Object labels = at(worker, "spec", "template", "metadata", "labels");
        Map<String, Object> service = documents(WORKER).get(1);
        assertThat(at(worker, "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(at(service, "spec", "selector")).isEqualTo(labels);
        assertThat(at(service, "metadata", "labels")).isEqualTo(at(manifest("Service"), "metadata", "labels"));
        assertThat(at(
                        documents(KUBERNETES.resolve("scale/networkpolicy.yaml"))
                                .get(0),
                        "spec",
                        "podSelector",
                        "matchLabels"))
                .isEqualTo(labels);
    }

    @ParameterizedTest
    @ValueSource(strings = {"networkpolicy.yaml", "scale/networkpolicy.yaml"})
    void whoComesInIsNamedByNamespaces(String file) throws IOException {
        List<Map<String, Object>> ways = (List<Map<String, Object>>)
                at(documents(KUBERNETES.resolve(file)).get(0), "spec", "ingress");
        assertThat(ways).isNotEmpty().allSatisfy(way -> assertThat((List<Object>) way.get("from"))
                .isNotEmpty()
                .allSatisfy(from -> assertThat((Map<String, Object>)
                                at((Map<String, Object>) from, "namespaceSelector", "matchLabels"))
                        .containsKey("kubernetes.io/metadata.name")));
    }

    @Test
    void theConfigMapIsAConfigurationWithTheRulesThatAreShipped() throws IOException {
        Path configs = Files.createDirectories(folder.resolve("configs"));
        for (Map.Entry<String, Object> file : manifest("ConfigMap", "data").entrySet()) {
            Files.writeString(configs.resolve(file.getKey()), (String) file.getValue());
        }
        var settings = new SettingsLoader(new Home(folder))
                .load(List.of(), Map.of("github.token", "t"), Map.of(), true)
                .settings();
        assertThat(settings.rules()).isEqualTo(shippedRules());
    }

    private static Rules shippedRules() {
        return new SettingsLoader(new Home(Path.of("")))
                .load(List.of(Path.of("configs/rules.yaml")), Map.of(), Map.of(), false)
                .settings()
                .rules();
    }

    private static Map<String, Object> pod(Map<String, Object> deployment) {
        return (Map<String, Object>) at(deployment, "spec", "template", "spec");
    }

    private static Map<String, Object> container(Map<String, Object> deployment) {
        return ((List<Map<String, Object>>) pod(deployment).get("containers")).get(0);
    }

    private static Map<String, Object> without(Map<String, Object> all, String... keys) {
        Map<String, Object> rest = new HashMap<>(all);
        List.of(keys).forEach(rest::remove);
        return rest;
    }

    private static Map<String, Object> compose(String service) throws IOException {
        return (Map<String, Object>) at(documents(Path.of("docker-compose.yml")).get(0), "services", service);
    }

    private static Map<String, Object> manifest(String kind, String... path) {
        try {
            List<Map<String, Object>> found = new ArrayList<>();
            try (var files = Files.list(KUBERNETES)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                    documents(file).stream()
                            .filter(document -> kind.equals(document.get("kind")))
                            .forEach(found::add);
                }
            }
            assertThat(found).as(kind).hasSize(1);
            return (Map<String, Object>) at(found.get(0), path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Object at(Object value, String... path) {
        for (String key : path) {
            assertThat((Map<String, Object>) value).containsKey(key);
            value = ((Map<String, Object>) value).get(key);
        }
        return value;
    }

    private static Map<String, String> named(Map<String, Object> container, String list, String key) {
        return ((List<Map<String, Object>>) container.get(list))
                .stream()
                        .filter(each -> each.containsKey(key))
                        .collect(Collectors.toMap(each -> (String) each.get("name"), each -> (String) each.get(key)));
    }

    private static List<Map<String, Object>> documents(Path file) throws IOException {
        // Compose's own: what was extended is taken away.
        Load load = new Load(LoadSettings.builder()
                .setTagConstructors(Map.of(new Tag("!reset"), node -> List.of()))
                .build());
        return StreamSupport.stream(
                        load.loadAllFromString(Files.readString(file)).spliterator(), false)
                .map(document -> (Map<String, Object>) document)
                .toList();
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
