package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.Repository;
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
        assertThat(given.settings().sources()).isEqualTo("no configuration file; built-in rules");
    }

    @Test
    void theUsualRulesFileServesWhereTheConfigurationHasNone() {
        given.config("naming: image").file("configs/rules.yaml", GHCR_AND_GCR);
        assertThat(given.settings().rules()).isEqualTo(rules("^ghcr.io", "ghcr", "^gcr.io", ""));
        assertThat(given.settings().sources())
                .isEqualTo(home + "/configs/config.yaml; rules of " + home + "/configs/rules.yaml");
    }

    @Test
    void theConfigurationsOwnRulesGoFirst() {
        given.config("rules:\n  " + QUAY).file("configs/rules.yaml", GHCR_AND_GCR);
        assertThat(given.settings().rules()).isEqualTo(rules("^quay.io", "quay"));
        assertThat(given.settings().sources()).endsWith("rules of " + home + "/configs/config.yaml");
    }

    @Test
    void rulesThatOnlyDenyOrDenyTooLateAreTold() {
        given.file("configs/rules.yaml", "\"^docker.io/evil/\": deny\n");
        assertThat(given.problems())
                .singleElement()
                .asString()
                .contains("all of them deny, so nothing would be mirrored");

        given.file("configs/rules.yaml", "\"^docker.io\": docker\n\"^docker.io/evil/\": deny\n");
        assertThat(given.settings().warnings())
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
        assertThat(given.settings("a.yaml", "b.yaml").rules()).isEqualTo(rules("^quay.io", "quay"));
        assertThat(given.settings("b.yaml", "a.yaml").get(Keys.PLATFORMS).all()).isTrue();
        assertThat(given.settings("b.yaml").sources()).isEqualTo(home + "/b.yaml; rules of " + home + "/b.yaml");
    }

    @Test
    void aLaterFileGoesBeforeAnEarlierOne() {
        given.file("a.yaml", "app.http_port: 1\napp.data_dir: a").file("b.yaml", "app.http_port: 2");
        Settings settings = given.settings("a.yaml", "b.yaml");
        assertThat(settings.get(Keys.HTTP_PORT)).isEqualTo(2);
        assertThat(settings.get(Keys.DATA_DIR)).isEqualTo(home.resolve("a"));
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
    void otherKeysInTheRulesFile() {
        assertThat(given.file("configs/rules.yaml", "naming: image").problems())
                .containsExactlyInAnyOrder(
                        "configs/rules.yaml:1: naming: only rules belong here, and each starts with '^'",
                        "configs/rules.yaml: rules: there is none, so nothing would be mirrored");
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
                        "configs/rules.yaml:5: rules \"^gcr.io\": is given twice",
                        "configs/rules.yaml:6: rules \"^c.d\": the prefix 'UP' is no part of a repository name"
                                + " (lower case, digits, . _ - between)");
    }

    @Test
    void mirrorsOfTheConfigurationCountInsteadOfTheUsualOnes() {
        given.file("configs/mirrors.yaml", "mirrors: {m.example.cn: }\n");
        assertThat(given.settings().mirrors().upstreams()).isEqualTo(Map.of("m.example.cn", ""));

        given.config("mirrors:\n  Q.example.cn/a: quay.io\n  'd.example.cn:5000': index.docker.io\n");
        assertThat(given.settings().mirrors().upstreams())
                .isEqualTo(Map.of("q.example.cn/a", "quay.io", "d.example.cn:5000", "docker.io"));

        given.config("mirrors: {}");
        assertThat(given.settings().mirrors().upstreams()).isEmpty();
    }

    @Test
    void everyMirrorThatIsWrong() {
        given.config("mirrors:\n"
                + "  mirror: quay.io\n"
                + "  m.example.cn: quay\n"
                + "  n.example.cn/Upper: quay.io\n"
                + "  o.example.cn: [quay.io]\n"
                + "  p.example.cn: quay.io\n"
                + "  P.example.cn: gcr.io\n"
                + "  q.example.cn: https://quay.io\n");
        assertThat(given.problems())
                .containsExactlyInAnyOrder(
                        "configs/config.yaml:2: mirrors \"mirror\": 'mirror' is no registry with or without a path, as"
                                + " quay.io/coreos is",
                        "configs/config.yaml:3: mirrors \"m.example.cn\": 'quay' is no registry with or without a path,"
                                + " as quay.io/coreos is",
                        "configs/config.yaml:4: mirrors \"n.example.cn/Upper\": 'n.example.cn/Upper' is no registry with"
                                + " or without a path, as quay.io/coreos is",
                        "configs/config.yaml:5: mirrors \"o.example.cn\": an upstream is expected (\"\" where the full"
                                + " name follows)",
                        "configs/config.yaml:7: mirrors \"P.example.cn\": 'p.example.cn' is given twice",
                        "configs/config.yaml:8: mirrors \"q.example.cn\": 'https://quay.io' is no registry with or"
                                + " without a path, as quay.io/coreos is");
    }

    @Test
    void otherThingsInTheFileOfMirrors() {
        assertThat(given.file("configs/mirrors.yaml", "naming: image\n").problems())
                .containsExactlyInAnyOrder(
                        "configs/mirrors.yaml:1: naming: only the section mirrors belongs here",
                        "configs/mirrors.yaml: mirrors: is missing; write {} where none is known");
    }

    @Test
    void reservedNamesOfTheConfigurationCountInsteadOfTheUsualOnes() {
        given.file("configs/reserved.yaml", "reserved: {quay.io: [a/b]}\n");
        assertThat(given.settings().reserved().sources()).containsOnlyKeys("b");

        given.config("reserved:\n  k8s.gcr.io: [pause]\n  docker.io: [nginx]\n");
        assertThat(given.settings().reserved().sources())
                .containsOnly(
                        Map.entry("pause", new Repository("registry.k8s.io", "pause")),
                        Map.entry("nginx", new Repository("docker.io", "library/nginx")));

        given.config("reserved: {}");
        assertThat(given.settings().reserved().sources()).isEmpty();
    }

    @Test
    void everyReservedNameThatIsWrong() {
        given.config("reserved:\n"
                + "  library: [nginx]\n"
                + "  docker.io/library: [redis, Upper, 'a:1', ghost]\n"
                + "  quay.io: [x/redis]\n"
                + "  gcr.io:\n");
        assertThat(given.problems())
                .containsExactlyInAnyOrder(
                        "configs/config.yaml:2: reserved \"library\": is no registry with or without a path, as"
                                + " docker.io/library is",
                        "configs/config.yaml:3: reserved \"docker.io/library\": 'Upper' is no name of a repository",
                        "configs/config.yaml:3: reserved \"docker.io/library\": 'a:1' is no name of a repository",
                        "configs/config.yaml:4: reserved \"quay.io\": 'redis' of quay.io/x/redis is given twice: it is"
                                + " that of docker.io/library/redis",
                        "configs/config.yaml:5: reserved \"gcr.io\": a list of names is expected");
    }

    @Test
    void otherThingsInTheFileOfReservedNames() {
        assertThat(given.file("configs/reserved.yaml", "naming: image\n").problems())
                .containsExactlyInAnyOrder(
                        "configs/reserved.yaml:1: naming: only the section reserved belongs here",
                        "configs/reserved.yaml: reserved: is missing; write {} where nothing is reserved");
    }

    private static Rules rules(String... patternsAndPrefixes) {
        Map<String, String> rules = new LinkedHashMap<>();
        for (int at = 0; at < patternsAndPrefixes.length; at += 2) {
            rules.put(patternsAndPrefixes[at], patternsAndPrefixes[at + 1]);
        }
        return Rules.of(rules);
    }
}
