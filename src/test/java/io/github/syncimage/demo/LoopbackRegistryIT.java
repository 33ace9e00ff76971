package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.testing.DockerRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The loopback registry and the sample images, beside a real client (skopeo) and a real registry (docker-registry). */
class LoopbackRegistryIT {
    private static final Credentials ANN = new Credentials("ann", "secret");

    private static DockerRegistry real;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        real = DockerRegistry.start();
    }

    @AfterAll
    static void stop() {
        real.close();
    }

    static Stream<Arguments> images() {
        return Stream.of(
                Arguments.of("single", LoopbackImages.single("single", "linux/amd64")),
                Arguments.of("docker-single", LoopbackImages.dockerSingle("docker-single", "linux/amd64")),
                Arguments.of("arm64-only", LoopbackImages.single("arm64-only", "linux/arm64")),
                Arguments.of("index", LoopbackImages.index("index", "linux/amd64", "linux/arm64", "linux/arm/v7")),
                Arguments.of("docker-list", LoopbackImages.dockerList("docker-list", "linux/amd64", "linux/arm64")),
                Arguments.of(
                        "attested", LoopbackImages.indexWithAttestations("attested", "linux/amd64", "linux/arm64")),
                Arguments.of("zstd", LoopbackImages.zstd("zstd", "linux/amd64")),
                Arguments.of("chart", LoopbackImages.helmChart("chart")));
    }

    @ParameterizedTest
    @MethodSource("images")
    void skopeoPushesAndPulls(String name, SampleImage image) throws Exception {
        try (LoopbackRegistry from = new LoopbackRegistry().redirectBlobs();
                LoopbackRegistry to = new LoopbackRegistry().requireToken(ANN, false)) {
            Digest digest = from.add("team/" + name, "1", image);
            skopeo("copy --all --src-tls-verify=false --dest-tls-verify=false --dest-creds ann:secret docker://"
                    + from.host() + "/team/" + name + ":1 docker://" + to.host() + "/mirror/" + name + ":1");

            assertThat(to.manifest("mirror/" + name, "1")).hasValueSatisfying(manifest -> {
                assertThat(manifest.digest()).isEqualTo(digest);
                assertThat(manifest.mediaType()).isEqualTo(image.manifest().mediaType());
            });
            assertThat(to.unfinishedUploads()).isZero();
            skopeo("copy --all --src-tls-verify=false --src-creds ann:secret docker://" + to.host() + "/mirror/" + name
                    + ":1 dir:" + folder);
            assertThat(folder.resolve("manifest.json"))
                    .hasBinaryContent(image.manifest().bytes());
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void aRealRegistryTakesTheSampleImages(String name, SampleImage image) throws Exception {
        Digest digest = new SampleUpload(real.uri()).push("team/" + name, "1", image);

        assertThat(skopeo("inspect --raw --tls-verify=false docker://" + real.host() + "/team/" + name + ":1"))
                .satisfies(raw -> assertThat(Digest.of(raw)).isEqualTo(digest));
    }

    @Test
    void skopeoUnpacksTheLayers() throws Exception {
        try (LoopbackRegistry registry = new LoopbackRegistry()) {
            registry.add("team/zstd", "1", LoopbackImages.zstd("zstd", "linux/amd64"));
            // A docker-archive holds layers uncompressed, and skopeo checks them against the config's diff_ids.
            skopeo("copy --src-tls-verify=false docker://" + registry.host() + "/team/zstd:1 docker-archive:"
                    + folder.resolve("image.tar"));

            assertThat(folder.resolve("image.tar")).isNotEmptyFile();
        }
    }

    private static String skopeo(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--override-os=linux", "--override-arch=amd64"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(err).isZero();
        return out;
    }
}
