package io.github.syncimage.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description itself; that documents are as it says is tested where they are made. */
class ApiDescriptionTest {
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
}
