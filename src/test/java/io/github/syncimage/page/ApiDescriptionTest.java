package io.github.syncimage.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description itself; that documents are as it says is tested where they are made. */
class ApiDescriptionTest {
    private static final String IMAGE =
            "{\"source\": \"docker.io/library/nginx:1\", \"target\": \"r.example.com:5000/m/nginx:1\","
                    + " \"platforms\": [\"linux/amd64\"], \"size\": 7, \"mirrored_at\": \"2026-11-25T12:00:00Z\","
                    + " \"visibility\": \"public\"}";

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        Set<String> used = new TreeSet<>();
        references(ApiDescription.document(), used);
        List<String> there = new ArrayList<>();
        for (String kind : List.of("schemas", "responses")) {
            ApiDescription.document()
                    .at("/components/" + kind)
                    .fieldNames()
                    .forEachRemaining(name -> there.add("#/components/" + kind + "/" + name));
        }

        assertThat(used).containsExactlyInAnyOrderElementsOf(there);
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.has("$ref")) {
            found.add(node.get("$ref").asText());
        }
        node.forEach(child -> references(child, found));
    }

    @Test
    void everyOperationHasANameOfItsOwnAndSaysWhatComesBack() {
        List<String> names = new ArrayList<>();
        ApiDescription.document()
                .get("paths")
                .forEach(path -> path.forEach(operation -> {
                    names.add(operation.get("operationId").asText());
                    assertThat(operation.get("summary").asText()).endsWith(".");
                    assertThat(operation.get("responses").has("200")).isTrue();
                }));
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(10);
        assertThat(ApiDescription.document().get("paths").size()).isEqualTo(names.size());
    }

    @Test
    void takesWhatIsRight() {
        assertThatCode(() -> ApiDescription.assertIs("Image", IMAGE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"size\": 7, => ",
                "\"size\": 7 => \"size\": \"7\"",
                "12:00:00Z => 12:00:00+01:00",
                "2026-11-25T12:00:00Z => yesterday",
                "public => open",
                "linux/amd64 => all",
                "docker.io/library/nginx:1 => <script>",
                "\"size\" => \"token\": \"x\", \"size\"",
            })
    void wouldSeeAMistake(String change) {
        String[] parts = change.split(" => ", -1);
        assertThat(IMAGE).contains(parts[0]);

        assertThatThrownBy(() -> ApiDescription.assertIs("Image", IMAGE.replace(parts[0], parts[1])))
                .isInstanceOf(AssertionError.class);
    }
}
