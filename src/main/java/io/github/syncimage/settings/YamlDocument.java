package io.github.syncimage.settings;

import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One YAML file as nodes, which know their lines.
 *
 * @param root empty where the file says nothing, or has problems
 * @param problems that keep it from being read
 */
public record YamlDocument(Path path, Optional<Node> root, List<Problem> problems) {
    /** Ten thousand rules fit; anything larger is not a configuration. */
    private static final int MOST_BYTES = 1024 * 1024;

    /** What the parser says. */
    private static final int LONGEST_SENTENCE = 300;

    public static YamlDocument read(Path path) {
        try {
            return composed(path, text(path));
        } catch (NoSuchFileException absent) {
            return broken(path, path.toString(), "there is no such file");
        } catch (CharacterCodingException notText) {
            return broken(path, path.toString(), "the file is not UTF-8 text");
        } catch (IOException unreadable) {
            return broken(path, path.toString(), "the file cannot be read: " + unreadable.getMessage());
        } catch (MarkedYamlEngineException syntax) {
            String place = syntax.getProblemMark()
                    .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse("");
            return broken(path, path + place, "not valid YAML: " + sentence(syntax.getProblem()));
        } catch (StackOverflowError deep) {
            // The composer works recursively and has no bound of its own.
            return broken(path, path.toString(), "not valid YAML: nested too deep");
        } catch (YamlEngineException syntax) {
            return broken(path, path.toString(), "not valid YAML: " + sentence(syntax.getMessage()));
        }
    }

    /** A file of {@code configs/} that the program has in itself, too. */
    static YamlDocument builtIn(String name) {
        try (InputStream file = YamlDocument.class.getResourceAsStream("/configs/" + name)) {
            return composed(Path.of(name), new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static YamlDocument composed(Path path, String text) {
        return new YamlDocument(path, new Compose(settings()).composeString(text), List.of());
    }

    private static YamlDocument broken(Path path, String source, String message) {
        return new YamlDocument(path, Optional.empty(), List.of(new Problem(source, null, message)));
    }

    private static String sentence(String text) {
        return OneLine.of(text, LONGEST_SENTENCE);
    }

    private static LoadSettings settings() {
        return LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(MOST_BYTES)
                .build();
    }

    private static String text(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it is larger than 1 MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }
}
