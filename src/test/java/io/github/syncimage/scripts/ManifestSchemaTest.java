package io.github.syncimage.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * {@code deploy/kubernetes} against Kubernetes' own OpenAPI, by the classes that are made from it: no field of another name or
 * kind, none missing. Resources of the Prometheus operator are not in there.
 */
class ManifestSchemaTest {
    private interface Schema {
        Object read(String json) throws Exception;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "v1 ConfigMap", V1ConfigMap::fromJson,
            "v1 PersistentVolumeClaim", V1PersistentVolumeClaim::fromJson,
            "v1 Secret", V1Secret::fromJson,
            "v1 Service", V1Service::fromJson,
            "apps/v1 Deployment", V1Deployment::fromJson,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::fromJson);

    @Test
    void everyManifestIsAsKubernetesWantsIt() throws Exception {
        List<String> read = new ArrayList<>();
        for (Map<?, ?> manifest : manifests()) {
            String kind = manifest.get("apiVersion") + " " + manifest.get("kind");
            if (!kind.equals("monitoring.coreos.com/v1 ServiceMonitor")) {
                assertThat(SCHEMAS).containsKey(kind);
                SCHEMAS.get(kind).read(new Gson().toJson(manifest));
                read.add(kind);
            }
        }
        assertThat(read).containsAll(SCHEMAS.keySet());
    }

    @ParameterizedTest
    @CsvSource({
        "terminationGracePeriodSeconds, terminationGracePeriod",
        "\"containerPort\":8080, \"containerPort\":\"observe\"",
        "\"image\":, \"imageName\":",
        "\"selector\":, \"selectors\":",
    })
    void wouldSeeAMistake(String right, String wrong) throws Exception {
        Map<?, ?> deployment = manifests().stream()
                .filter(manifest -> "Deployment".equals(manifest.get("kind")))
                .findAny()
                .orElseThrow();
        String json = new Gson().toJson(deployment);
        assertThat(json).contains(right);

        assertThatThrownBy(() -> V1Deployment.fromJson(json.replace(right, wrong)))
                .isInstanceOf(RuntimeException.class);
    }

    private static List<Map<?, ?>> manifests() throws IOException {
        List<Map<?, ?>> manifests = new ArrayList<>();
        try (var files = Files.walk(Path.of("deploy/kubernetes"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                new Load(LoadSettings.builder().build())
                        .loadAllFromString(Files.readString(file))
                        .forEach(manifest -> manifests.add((Map<?, ?>) manifest));
            }
        }
        return manifests;
    }
}
