package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.naming.Rules;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file the rules come from, and that none is ever ignored without a word. */
class RulesFilesTest {
    private static final String QUAY = "\"^quay.io\": quay\n";
    private static final String GHCR_AND_GCR = "\"^ghcr.io\": ghcr\n\"^gcr.io\": \"\"\n";

    @TempDir
    Path home;

    private Given given;

    @BeforeEach
    void nothingYet() {
        given = Given.home(home);
    }

    @Test
    void withoutFilesTheyAreBuiltIn() {
        assertThat(given.settings().rules()).isEqualTo(Rules.DEFAULT);
        assertThat(given.loaded().sources()).isEqualTo("no configuration file; built-in rules");
    }

    @Test
    void theUsualRulesFileServesWhereTheConfigurationHasNone() {
        given.config("naming: image").file("configs/rules.yaml", GHCR_AND_GCR);
        assertThat(given.settings().rules()).isEqualTo(rules("^ghcr.io", "ghcr", "^gcr.io", ""));
        assertThat(given.loaded().sources())
                .isEqualTo(home + "/configs/config.yaml; rules of " + home + "/configs/rules.yaml");
    }

    @Test
    void theConfigurationsOwnRulesGoFirst() {
        given.config("rules:\n  " + QUAY).file("configs/rules.yaml", GHCR_AND_GCR);
        assertThat(given.settings().rules()).isEqualTo(rules("^quay.io", "quay"));
        assertThat(given.loaded().rules()).isEqualTo(home.resolve("configs/config.yaml"));
    }

    @Test
    void rulesThatOnlyDenyOrDenyTooLateAreTold() {
        given.file("configs/rules.yaml", "\"^docker.io/evil/\": deny\n");
        assertThat(given.problems())
                .singleElement()
                .asString()
                .contains("all of them deny, so nothing would be mirrored");

        given.file("configs/rules.yaml", "\"^docker.io\": docker\n\"^docker.io/evil/\": deny\n");
        assertThat(given.loaded().warnings())
                .singleElement()
                .asString()
                .contains("rules \"^docker.io/evil/\": denies nothing");
    }

    @Test
    void aRulesFileMayHaveTheSection() {
        given.file("configs/rules.yaml", "rules:\n  " + QUAY);
        assertThat(given.settings().rules()).isEqualTo(rules("^quay.io", "quay"));
    }

    @Test
    void aNamedRulesFileBesideAConfiguration() {
        given.config("naming: qualified").file("a.yaml", "platforms: all").file("b.yaml", QUAY);
        assertThat(given.loaded("a.yaml", "b.yaml").settings().rules()).isEqualTo(rules("^quay.io", "quay"));
        assertThat(given.loaded("b.yaml", "a.yaml").settings().platforms().all())
                .isTrue();
        assertThat(given.loaded("b.yaml").sources()).isEqualTo(home + "/b.yaml; rules of " + home + "/b.yaml");
    }

    @Test
    void aLaterFileGoesBeforeAnEarlierOne() {
        given.file("a.yaml", "app.http_port: 1\napp.data_dir: a").file("b.yaml", "app.http_port: 2");
        Settings settings = given.loaded("a.yaml", "b.yaml").settings();
        assertThat(settings.app().httpPort()).isEqualTo(2);
        assertThat(settings.app().dataDir()).isEqualTo(home.resolve("a"));
    }

    @Test
    void twoFilesWithRules() {
        given.file("a.yaml", QUAY).file("b.yaml", "rules:\n  " + QUAY);
        assertThat(given.problems("a.yaml", "b.yaml"))
                .containsExactly("b.yaml: rules: are also given in a.yaml; leave them out of one file");
    }

    @Test
    void ruleAmongOtherKeys() {
        assertThat(given.config("naming: image\n" + QUAY).problems())
                .containsExactly("configs/config.yaml:2: ^quay.io: a rule belongs below 'rules:',"
                        + " or into a file that holds only rules");
    }

    @Test
    void aRulesFileWithoutARuleOpensNothing() {
        assertThat(given.file("configs/rules.yaml", "# all of them taken out\n").problems())
                .containsExactly("configs/rules.yaml: rules: there is none, so nothing would be mirrored");
    }

    @Test
    void aSectionWithoutARuleOpensNothing() {
        assertThat(given.config("rules: {}").problems())
                .containsExactly("configs/config.yaml: rules: there is none, so nothing would be mirrored");
    }

    @Test
    void otherKeysInTheRulesFile() {
        assertThat(given.file("configs/rules.yaml", "naming: image").problems())
                .containsExactly("configs/rules.yaml:1: naming: only rules belong here, and each starts with '^'");
    }

    @Test
    void everyRuleThatIsWrong() {
        given.file(
                "configs/rules.yaml",
                "quay.io: quay\n" + GHCR_AND_GCR + "\"^a.b\": [x]\n\"^gcr.io\": gcr\n\"^c.d\": UP\n");
        assertThat(given.problems())
                .containsExactlyInAnyOrder(
                        "configs/rules.yaml:1: rules \"quay.io\": a pattern starts with '^', as in '^quay.io'",
                        "configs/rules.yaml:4: rules \"^a.b\": a prefix is expected (\"\" for none), or { prefix: …, private: true }",
                        "configs/rules.yaml:5: rules \"^gcr.io\": is given twice in this file",
                        "configs/rules.yaml:6: rules \"^c.d\": the prefix 'UP' is no part of a repository name"
                                + " (lower case, digits, . _ - between)");
    }

    private static Rules rules(String... patternsAndPrefixes) {
        Map<String, String> rules = new LinkedHashMap<>();
        for (int at = 0; at < patternsAndPrefixes.length; at += 2) {
            rules.put(patternsAndPrefixes[at], patternsAndPrefixes[at + 1]);
        }
        return Rules.of(rules);
    }
}
