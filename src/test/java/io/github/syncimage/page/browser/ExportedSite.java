package io.github.syncimage.page.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.cli.CommandLineRun;
import io.github.syncimage.copy.plan.CopyHistory.Mirrored;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.source.PlatformImage;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Response;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.store.MirrorStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What {@code catalogue --html} writes of a few images, served as any web server of files does. */
final class ExportedSite {
    private static final String BELOW = "/mirror/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml");

    private final Path home;
    private final Path folder;

    /** @param home empty */
    ExportedSite(Path home) {
        this.home = home;
        this.folder = home.resolve("site");
    }

    /** One more image of the database, of which one of two platforms is there. */
    ExportedSite with(String source, int issue) {
        ImageReference image = ImageReference.parse(source);
        ImageReference target = ImageReference.parse("r.example.com/team/" + source.replaceFirst(".*/", ""));
        try (MirrorStore store = MirrorStore.open(home.resolve("data"), null)) {
            store.remember(new Mirrored(
                    ArtifactType.IMAGE,
                    image,
                    target,
                    Digest.of(source),
                    Digest.of(target.toString()),
                    "linux/amd64",
                    List.of(new PlatformImage(Platform.parse("linux/amd64"), Digest.of("amd"), 1 << 20)),
                    "linux/amd64",
                    "linux/amd64,linux/s390x",
                    2 << 20,
                    DigestDifference.SUBSET,
                    Instant.parse("2026-11-25T12:00:00Z"),
                    null));
            store.requestedBy(target, "acme/mirror", issue, "alice");
            store.looked(target, Visibility.State.PUBLIC);
        }
        return this;
    }

    /** Below {@code /mirror/}: no headers, no queries, nothing that changes. Whoever asks for something else gets 404. */
    LoopbackServer serve() {
        CommandLineRun run = CommandLineRun.of(
                home,
                Map.of(
                        "GITHUB_REPOSITORY",
                        "acme/mirror",
                        "SYNC_IMAGE_DATA",
                        home.resolve("data").toString()),
                "catalogue",
                "--html",
                folder.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new LoopbackServer("files", false, request -> file(request.path()));
    }

    private Response file(String path) {
        String name = path.equals(BELOW) ? "index.html" : path.replaceFirst(BELOW, "");
        Path file = folder.resolve(name).normalize();
        if (!path.startsWith(BELOW) || !file.startsWith(folder) || !Files.isRegularFile(file)) {
            return Response.of(404);
        }
        try {
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            return Response.of(200).content(type, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
