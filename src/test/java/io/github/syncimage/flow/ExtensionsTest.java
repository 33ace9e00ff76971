package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A component of an operator's, in a jar of lib/ext/. */
class ExtensionsTest {
    /** {@code note:FILE} writes the body into that file. */
    private static final String COMPONENT = """
            package example;

            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.Map;
            import org.apache.camel.*;
            import org.apache.camel.support.*;

            public class NoteComponent extends DefaultComponent {
                protected Endpoint createEndpoint(String uri, String file, Map<String, Object> parameters) {
                    return new ProcessorEndpoint(uri, this, exchange ->
                            Files.writeString(Path.of(file), exchange.getMessage().getBody(String.class)));
                }
            }
            """;

    @RegisterExtension
    private final World world = new World();

    @BeforeEach
    void open() throws IOException {
        Path route = world.route("after-refusal");
        world.write(route, World.read(route) + """
                        - setBody: { simple: "${body.reason}" }
                        - to: { id: note, uri: "note:%s" }
                """.formatted(world.folder.resolve("note")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lib/ext", "overrides/lib/ext"})
    void isUsedByARouteLikeCamelsOwn(String place) throws IOException {
        jar(Files.createDirectories(world.folder.resolve(place)).resolve("note.jar"));
        world.open("[PORTER]nowhere.example/hello:1");

        try (Flow flow = world.beans().daemon()) {
            assertThat(flow.problems()).isEmpty();
            flow.start();
            await().until(() -> Files.exists(world.folder.resolve("note"))
                    && Files.readString(world.folder.resolve("note")).equals("unsupported_registry"));
        }
    }

    @Test
    void isMissedByTheCheckWhereItIsNotThere() {
        try (Flow flow = world.beans().daemon()) {
            assertThat(flow.problems()).singleElement().asString().contains("routes/after-refusal.camel.yaml", "note");
        }
    }

    private void jar(Path jar) throws IOException {
        Path source = Files.writeString(
                Files.createDirectories(world.folder.resolve("src/example")).resolve("NoteComponent.java"), COMPONENT);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        world.folder.resolve("src").toString(),
                        source.toString());
        assertThat(status).isZero();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files(world.folder.resolve("src/example"))) {
                out.putNextEntry(new JarEntry("example/" + file.getFileName()));
                Files.copy(file, (OutputStream) out);
            }
            out.putNextEntry(new JarEntry("META-INF/services/org/apache/camel/component/note"));
            out.write("class=example.NoteComponent\n".getBytes());
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
