package io.github.syncimage.github.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IssueUpdateTest {
    @Test
    void closesWithTheResultInPlaceOfAnEarlierOneAndKeepsTheRest() {
        assertThat(IssueUpdate.closed(List.of("porter", "failed", "mine"), "success", true, "completed")
                        .json())
                .isEqualTo("{\"state\":\"closed\",\"state_reason\":\"completed\","
                        + "\"labels\":[\"porter\",\"mine\",\"success\",\"platform\"]}");
    }

    @Test
    void comparesLabelsInAnyCaseAndKeepsTheirSpelling() {
        List<String> labels = List.of("Porter", "Failed", "Success", "Platform");
        assertThat(IssueUpdate.closed(labels, "success", true, "completed").labels())
                .containsExactly("Porter", "Success", "Platform");
        assertThat(IssueUpdate.results(labels)).containsExactly("Failed", "Success");
    }

    @Test
    void opensAgainAndTouchesNothingElse() {
        assertThat(IssueUpdate.REOPENED.json()).isEqualTo("{\"state\":\"open\"}");
    }
}
