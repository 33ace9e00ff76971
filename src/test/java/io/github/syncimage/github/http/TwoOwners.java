package io.github.syncimage.github.http;

import io.github.syncimage.demo.LoopbackApp;
import io.github.syncimage.demo.LoopbackHost;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.AppKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One App, installed by two owners, one of whom has two repositories; the configuration names none. */
abstract class TwoOwners {
    static final String ONE = "acme/one";
    static final String TWO = "acme/two";
    static final String THREE = "other/three";
    private static final AppKey KEY = AppKey.one();

    World world;
    LoopbackHost host;
    LoopbackApp acme;
    LoopbackApp other;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        world = new World(folder).withoutProgress();
        host = new LoopbackHost(null, ONE, TWO, THREE);
        acme = host.install(KEY.publicKey(), 11, ONE, TWO);
        other = host.install(KEY.publicKey(), 22, THREE);
        List.of("github.user", "github.repo", "github.token").forEach(world.options()::remove);
        world.with("github.api_url", host.apiUrl().toString())
                .with("github.app.id", LoopbackApp.ID)
                .with("github.app.private_key", KEY.pkcs1());
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64"));
    }

    @AfterEach
    void close() {
        host.close();
        world.close();
    }

    /** Somebody asks for the image in that repository, in its first issue. */
    void ask(String name) {
        host.repository(name).open(World.HELLO, "", "ann", "porter");
    }

    boolean answered(String name) {
        return !host.repository(name).issue(1).open();
    }
}
