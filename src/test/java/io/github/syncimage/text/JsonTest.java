package io.github.syncimage.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.text.Json.Kept;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    private static final Kept KEPT = Kept.of("name", "whole").and("list", Kept.of("a"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | {}",
                "{'name':'x','other':{'name':[1,{'a':2}]},'last':1} | {'name':'x'}",
                "{'whole':{'b':[1,{'c':null}]}} | {'whole':{'b':[1,{'c':null}]}}",
                "{'list':[{'a':1,'b':2},{},{'b':{'a':1}},3]} | {'list':[{'a':1},{},{},3]}",
                "{'list':'text','name':{}} | {'list':'text','name':{}}",
                "{'name':1,'name':2} | {'name':2}"
            })
    void keepsWhatIsAskedFor(String document, String kept) throws IOException {
        assertThat(Json.text(Json.read(bytes(document), KEPT))).isEqualTo(kept.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[1] | is no JSON object",
                "{'other':[1,} | is no valid JSON",
                "{'other':1 | is no valid JSON",
                "'' | is no JSON object"
            })
    void saysWhatIsWrong(String document, String why) {
        assertThatThrownBy(() -> Json.read(bytes(document), KEPT))
                .isInstanceOf(IOException.class)
                .hasMessage(why);
    }

    /** What is left out costs nothing; what is kept is bounded by the length of the document. */
    @Test
    void countsTheValuesThatAreKept() throws IOException {
        String many = "[" + "0,".repeat(200_000) + "0]";

        assertThat(Json.read(bytes("{'other':" + many + ",'name':1}"), KEPT)).isEqualTo(Map.of("name", 1L));
        assertThatThrownBy(() -> Json.read(bytes("{'whole':" + many + "}"), KEPT))
                .hasMessageMatching("has more than \\d+ values");
    }

    @Test
    void findsTheElementsOfAList() throws IOException {
        String document = "{ \"é\uD83D\uDE00\": [[1]], \"l\" : [ {\"a\":[1]} , 12, \"ü\",true ,[ ] ], \"z\":1}";

        Json.Listed found = Json.listed(document, "l", 5).orElseThrow();

        assertThat(found.elements()).isEqualTo(List.of("{\"a\":[1]}", "12", "\"ü\"", "true", "[ ]"));
        assertThat(document.substring(0, found.from())).endsWith("\"l\" : ");
        assertThat(document.substring(found.to())).isEqualTo(", \"z\":1}");
        assertThat(Json.listed(document, "z", 5)).isEmpty();
        assertThatThrownBy(() -> Json.listed(document, "l", 4)).hasMessage("lists more than the 4 'l' that are read");
    }

    private static byte[] bytes(String document) {
        return document.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
