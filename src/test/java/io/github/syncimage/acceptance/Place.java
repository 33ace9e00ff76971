package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Comment;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.demo.SampleUpload;
import io.github.syncimage.image.Digest;
import io.github.syncimage.testing.DockerRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Real registries as upstreams and target, a GitHub, and an operator's folder with a configuration file. */
final class Place implements AutoCloseable {

    final LoopbackGitHub github = new LoopbackGitHub("acme", "mirror", "ghp_loopback", "/api/v3");
    final DockerRegistry upstream = DockerRegistry.start();
    final DockerRegistry target = DockerRegistry.start();
    final Path folder;
    private final Path config;

    Place(Path folder) throws IOException {
        this.folder = folder;
        this.config = folder.resolve("operator.yaml");
        configure(upstream.uri(), github.apiUrl());
    }

    /** @param from address at which the upstreams are reached */
    void configure(URI from, URI apiUrl) throws IOException {
        StringBuilder hosts = new StringBuilder();
        for (String host : List.of("docker.io", "gcr.io", "quay.io", "ghcr.io")) {
            hosts.append("    ")
                    .append(host)
                    .append(": { endpoint: \"")
                    .append(from)
                    .append("\" }\n");
        }
        Files.writeString(config, """
                github: { token: ghp_loopback, user: acme, repo: mirror, api_url: "%s", poll_interval: 1s }
                app: { data_dir: %s, http_port: 0 }
                page: { port: 0 }
                report: { language: en }
                registries:
                  generic: { registry: "%s", namespace: mirrored }
                  hosts:
                """.formatted(apiUrl, folder.resolve("data"), target.host()) + hosts);
    }

    void push(String repository, String tag, SampleImage image) {
        new SampleUpload(upstream.uri()).push(repository, tag, image);
    }

    int request(String title) {
        return github.open(title, "", "alice", "porter");
    }

    Program start(String command) throws IOException {
        return Program.start(folder, command, "-c", config.toString());
    }

    /** With the heap that {@code bin/sync-image} gives it, and four requests at once. */
    Program startSmall() throws IOException {
        List<String> heap = List.of("-Xms24m", "-Xmx104m", "-XX:+ExitOnOutOfMemoryError");
        return Program.startIn(folder, heap, "run", "-c", config.toString(), "--set", "limits.concurrent_requests=4");
    }

    /** With another repository beside that of the configuration. */
    Program startWith(String repository) throws IOException {
        return Program.start(folder, "run", "-c", config.toString(), "--set", "github.repositories=" + repository);
    }

    void awaitClosed(int... issues) {
        for (int issue : issues) {
            await().until(() -> !github.issue(issue).open());
        }
    }

    /** The one comment on it. */
    String answer(int issue) {
        List<Comment> comments = github.comments(issue);
        assertThat(comments).as("comments on issue " + issue).hasSize(1);
        return comments.get(0).body();
    }

    void assertMirrored(int issue, String source, String target) {
        assertThat(github.issue(issue).labels()).contains("porter", "success").doesNotContain("failed");
        assertThat(github.issue(issue).stateReason()).isEqualTo("completed");
        assertThat(answer(issue))
                .contains("✅", "docker pull " + image(target), "docker tag " + image(target) + " " + source)
                .contains("Upstream platforms", "Wanted platforms", "Mirrored platforms", "Skipped platforms")
                .contains("Source digest", "Target digest", "Size", "Time taken", "Public");
    }

    void assertNotMirrored(int issue, String reason) {
        assertThat(github.issue(issue).labels()).contains("porter", "failed").doesNotContain("success");
        assertThat(answer(issue)).contains("❌").doesNotContain("Exception", "docker pull");
        assertThat(github.issue(issue).stateReason()).isEqualTo(reason);
    }

    String image(String nameAndTag) {
        return target.host() + "/mirrored/" + nameAndTag;
    }

    /** The manifest that a real client sees under the target's name. */
    String manifest(String nameAndTag) throws IOException, InterruptedException {
        return skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + image(nameAndTag));
    }

    Digest digest(String nameAndTag) throws IOException, InterruptedException {
        return Digest.of(manifest(nameAndTag).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** A real client pulls all of it, which checks every digest. */
    void pull(String nameAndTag) throws IOException, InterruptedException {
        Path to = Files.createTempDirectory(folder, "pulled");
        skopeo("copy", "--all", "--src-tls-verify=false", "docker://" + image(nameAndTag), "dir:" + to);
    }

    private String skopeo(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "skopeo", "");
        List<String> command = new java.util.ArrayList<>(List.of("skopeo"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("skopeo.err").toFile())
                .start();
        // JUnit's own limit ends the test where this does not end.
        assertThat(process.waitFor())
                .as(command + " " + Files.readString(folder.resolve("skopeo.err")))
                .isZero();
        return Files.readString(out);
    }

    @Override
    public void close() {
        github.close();
        upstream.close();
        target.close();
    }
}
