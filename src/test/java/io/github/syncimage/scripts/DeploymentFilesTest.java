package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Settings;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code make smoke} does not see of the files of compose, Kubernetes and the Dockerfile. */
@SuppressWarnings("unchecked")
class DeploymentFilesTest {
    private static final String WORKER = "scale/worker.yaml";

    private interface Schema {
        Object read(String json) throws Exception;
    }

    /** Kubernetes' own OpenAPI, by the classes that are made from it; the Prometheus operator's is not in there. */
    private static final Map<String, Schema> SCHEMAS = Map.of(
            "ConfigMap", V1ConfigMap::fromJson,
            "PersistentVolumeClaim", V1PersistentVolumeClaim::fromJson,
            "Secret", V1Secret::fromJson,
            "Service", V1Service::fromJson,
            "Deployment", V1Deployment::fromJson,
            "NetworkPolicy", V1NetworkPolicy::fromJson,
            "ServiceMonitor", json -> json);

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

    /** Which Dependabot moves in lines that name an image, and in no others. */
    @Test
    void everyBaseIsNamedByItsDigest() throws IOException {
        String pinned = "FROM (?:--platform=\\S+ )?\\S+/\\S+:\\S+@sha256:[0-9a-f]{64} AS [a-z]+-base";
        List<String> from = Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> line.startsWith("FROM "))
                .toList();

        assertThat(from.stream().filter(line -> line.matches(pinned))).hasSize(3);
        assertThat(from.stream().filter(line -> !line.matches(pinned)))
                .as("no other image comes in")
                .allMatch(line -> line.matches("FROM (jar AS .*|.*\\$\\{[A-Z_]+:-(build|java|run)-base}.*)"));
        assertThat(Files.readString(Path.of(".github/dependabot.yml"))).contains("package-ecosystem: docker\n");
    }

    /** Maven resolves every scope where libraries are laid beside the jar. */
    @Test
    void aBuildWithoutTestsDownloadsNothingThatOnlyTestsNeed() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(Files.readString(Path.of("Dockerfile"))).contains(" -Pwithout-tests ");
        assertThat(pom.substring(0, pom.indexOf("<profiles>"))).doesNotContain("<scope>test</scope>");
    }

    @Test
    void everyManifestIsAsKubernetesWantsIt() throws Exception {
        try (var files = Files.walk(Path.of("deploy/kubernetes"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                for (Map<String, Object> manifest : documents(file)) {
                    SCHEMAS.get((String) manifest.get("kind")).read(new Gson().toJson(manifest));
                }
            }
        }
    }

    /** By labels, which differ for the workers; a Service of each is found by the same monitor. */
    @ParameterizedTest
    @CsvSource({
        "deployment.yaml, service.yaml, networkpolicy.yaml",
        "scale/worker.yaml, scale/worker.yaml, scale/networkpolicy.yaml"
    })
    void theManifestsFindEachOther(String deployment, String service, String policy) throws IOException {
        Object labels = at(manifest(deployment, "Deployment"), "spec", "template", "metadata", "labels");
        Map<String, Object> found = manifest(service, "Service");
        Object monitor = manifest("servicemonitor.yaml", "ServiceMonitor").get("spec");

        assertThat(at(manifest(deployment, "Deployment"), "spec", "selector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(at(found, "spec", "selector")).isEqualTo(labels);
        assertThat(at(manifest(policy, "NetworkPolicy"), "spec", "podSelector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(at(monitor, "selector", "matchLabels")).isEqualTo(at(found, "metadata", "labels"));
        assertThat(first(at(monitor, "endpoints")).get("port"))
                .isEqualTo(first(at(found, "spec", "ports")).get("name"));
    }

    @Test
    void aWorkerIsTheDaemonWithAnotherRole() throws IOException {
        Map<String, Object> worker = pod(WORKER);
        Map<String, Object> daemon = pod("deployment.yaml");
        Map<String, Object> ofWorker = first(worker.remove("containers"));
        Map<String, Object> ofDaemon = first(daemon.remove("containers"));
        List<Object> environment = (List<Object>) ofWorker.get("env");

        assertThat(environment.toString()).contains("{name=APP_ROLE, value=worker}");
        environment.removeIf(each -> Set.of("APP_ROLE", "APP_NODE").contains(((Map<String, Object>) each).get("name")));
        // The daemon has a folder for what is remembered, and ports for more than metrics.
        assertThat((List<Object>) daemon.remove("volumes")).containsAll((List<Object>) worker.remove("volumes"));
        for (String own : List.of("ports", "volumeMounts")) {
            ofWorker.remove(own);
            ofDaemon.remove(own);
        }
        assertThat(ofWorker).isEqualTo(ofDaemon);
        assertThat(worker).isEqualTo(daemon);
    }

    @ParameterizedTest
    @ValueSource(strings = {"networkpolicy.yaml", "scale/networkpolicy.yaml"})
    void whoComesInIsNamedByNamespaces(String file) throws IOException {
        List<Object> ways = (List<Object>) at(manifest(file, "NetworkPolicy"), "spec", "ingress");
        assertThat(ways).isNotEmpty().allSatisfy(way -> assertThat((List<Object>) at(way, "from"))
                .isNotEmpty()
                .allSatisfy(from -> assertThat((Map<String, Object>) at(from, "namespaceSelector", "matchLabels"))
                        .containsKey("kubernetes.io/metadata.name")));
    }

    @Test
    void theConfigMapIsAConfigurationWithTheRulesThatAreShipped() throws IOException {
        Path configs = Files.createDirectories(folder.resolve("configs"));
        for (Map.Entry<String, Object> file :
                ((Map<String, Object>) manifest("configmap.yaml", "ConfigMap").get("data")).entrySet()) {
            Files.writeString(configs.resolve(file.getKey()), (String) file.getValue());
        }
        var settings = Settings.load(new Home(folder), List.of(), Map.of("github.token", "t"), Map.of(), true);
        var shipped =
                Settings.load(new Home(Path.of("")), List.of(Path.of("configs/rules.yaml")), Map.of(), Map.of(), false);
        assertThat(settings.rules()).isEqualTo(shipped.rules());
    }

    private static Map<String, Object> pod(String file) throws IOException {
        return (Map<String, Object>) at(manifest(file, "Deployment"), "spec", "template", "spec");
    }

    private static Map<String, Object> manifest(String file, String kind) throws IOException {
        return documents(Path.of("deploy/kubernetes", file)).stream()
                .filter(document -> kind.equals(document.get("kind")))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> first(Object list) {
        return ((List<Map<String, Object>>) list).get(0);
    }

    private static Object at(Object value, String... path) {
        for (String key : path) {
            assertThat((Map<String, Object>) value).containsKey(key);
            value = ((Map<String, Object>) value).get(key);
        }
        return value;
    }

    private static List<Map<String, Object>> documents(Path file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(file))
                .forEach(document -> documents.add((Map<String, Object>) document));
        return documents;
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
