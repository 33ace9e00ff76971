package io.github.syncimage.issue;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** One document of YAML or JSON as maps, lists and texts: {@code 1.10} stays as it is written, and no tag makes an object. */
final class YamlText {
    /** No manifest is that deep; the library has no bound of its own and works recursively. */
    private static final int DEEPEST = 100;

    private YamlText() {}

    /** What the document says; empty where it says nothing, or cannot be read. */
    static Optional<Object> read(String document) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new FailsafeSchema()).build();
        try {
            return tooDeep(settings, document)
                    ? Optional.empty()
                    : Optional.ofNullable(new Load(settings).loadFromString(document));
        } catch (YamlEngineException | IllegalArgumentException | IndexOutOfBoundsException broken) {
            return Optional.empty();
        }
    }

    /** By the parser alone, which gives event after event and keeps no stack of calls. */
    private static boolean tooDeep(LoadSettings settings, String document) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(document)) {
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                default -> 0;
            };
            if (depth > DEEPEST) {
                return true;
            }
        }
        return false;
    }
}
