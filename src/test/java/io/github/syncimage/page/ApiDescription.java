package io.github.syncimage.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code openapi.yaml}, and whether a document is what it says. */
public final class ApiDescription {
    private static final String LOCATION = "https://sync-image.invalid/openapi.json";
    private static final JsonNode DOCUMENT = read();

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(LOCATION, DOCUMENT.toString()))));

    private ApiDescription() {}

    public static JsonNode document() {
        return DOCUMENT;
    }

    private static JsonNode read() {
        try (InputStream file = Document.class.getResourceAsStream("api/v1/openapi.yaml")) {
            Object yaml = new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            return new ObjectMapper().valueToTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param schema one of {@code components/schemas} */
    public static void assertIs(String schema, byte[] json) {
        assertIs(schema, new String(json, StandardCharsets.UTF_8));
    }

    public static void assertIs(String schema, String json) {
        SchemaValidatorsConfig strict =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        assertThat(SCHEMAS.getSchema(SchemaLocation.of(LOCATION + "#/components/schemas/" + schema), strict)
                        .validate(json, InputFormat.JSON))
                .as(schema + ": " + json)
                .isEmpty();
    }
}
