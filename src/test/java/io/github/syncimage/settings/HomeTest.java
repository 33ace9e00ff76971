package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.syncimage.naming.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    private static final String QUAY = "\"^quay.io\": quay\n";

    @TempDir
    private Path folder;

    private Path own;
    private Path shipped;

    @BeforeEach
    void anInstallation() throws IOException {
        own = Files.createDirectories(folder.resolve("own"));
        shipped = Files.createDirectories(folder.resolve("shipped"));
        write(shipped, "routes/poll-issues.camel.yaml", "");
        write(shipped, "configs/templates/README.md", "");
        write(shipped, "configs/rules.yaml", "\"^gcr.io\": \"\"\n");
    }

    @Test
    void theEnvironmentNamesIt() {
        Home home = Home.find(Map.of("SYNC_IMAGE_HOME", own.toString()));
        assertThat(home.resolve(Path.of("data"))).isEqualTo(own.resolve("data"));
        assertThat(home.resolve(Path.of("/var/data"))).isEqualTo(Path.of("/var/data"));
    }

    @Test
    void otherwiseItIsTheWorkingDirectoryAndAroundTheJar() {
        assertThat(Home.find(Map.of("SYNC_IMAGE_HOME", " ")).config("rules"))
                .hasValueSatisfying(rules -> assertThat(rules).exists());
    }

    @Test
    void whatOneLacksTheProgramHas() {
        assertThat(home().routes()).isEqualTo(shipped.resolve("routes"));
        assertThat(home().templates()).isEqualTo(shipped.resolve("configs/templates"));
        assertThat(home().config("rules")).contains(shipped.resolve("configs/rules.yaml"));
        assertThat(home().config("config")).isEmpty();
        assertThat(home().camelProperties()).isEqualTo(own.resolve("configs/camel.properties"));
    }

    @Test
    void eachIsLookedUpForItself() {
        write(own, "configs/config.yaml", "registries.generic.registry: own.example.com");
        write(own, "ca.pem", "");
        assertThat(home().config("config")).contains(own.resolve("configs/config.yaml"));
        assertThat(home().lookUp(Path.of("ca.pem"))).isEqualTo(own.resolve("ca.pem"));
        assertThat(home().config("rules")).contains(shipped.resolve("configs/rules.yaml"));
        assertThat(home().routes()).isEqualTo(shipped.resolve("routes"));
        assertThat(load().get(Keys.TARGET_REGISTRY)).isEqualTo("own.example.com");

        write(own, "routes/poll-issues.camel.yaml", "");
        write(own, "configs/templates/zh/failed.mustache", "");
        assertThat(home().routes()).isEqualTo(own.resolve("routes"));
        assertThat(home().templates()).isEqualTo(own.resolve("configs/templates"));
    }

    @Test
    void rulesAloneCount() {
        write(own, "configs/rules.yaml", QUAY);
        assertThat(load().rules()).isEqualTo(Rules.of(Map.of("^quay.io", "quay")));
    }

    @Test
    void theNearerRulesAreTheAllowList() {
        write(shipped, "configs/config.yaml", "rules: {\"^docker.io\": docker}");
        write(own, "configs/rules.yaml", QUAY);
        assertThat(load().sources()).endsWith("rules of " + own.resolve("configs/rules.yaml"));

        write(own, "configs/config.yaml", "rules: {\"^ghcr.io\": ghcr}");
        assertThat(load().sources()).endsWith("rules of " + own.resolve("configs/config.yaml"));
    }

    @Test
    void aLinkThatLeadsNowhereIsNotPassedOver() throws IOException {
        Files.createDirectories(own.resolve("configs"));
        Files.createSymbolicLink(own.resolve("configs/rules.yaml"), own.resolve("gone.yaml"));
        SettingsException refused = catchThrowableOfType(SettingsException.class, this::load);
        assertThat(refused.problems()).singleElement().asString().endsWith("rules.yaml: there is no such file");
    }

    @Test
    void dataStartsAtTheFolderWithTheRoutesUnlessOneIsNamed() {
        write(own, "configs/config.yaml", "app.data_dir: remembered");
        assertThat(load().get(Keys.DATA_DIR)).isEqualTo(shipped.resolve("remembered"));
        assertThat(Home.at(own, true, Optional.of(shipped)).folder()).isEqualTo(own);
        assertThat(Home.at(own, false, Optional.empty()).folder()).isEqualTo(own);

        write(own, "routes/poll-issues.camel.yaml", "");
        assertThat(home().folder()).isEqualTo(own);
    }

    @Test
    void overridesCountBeforeAllOfIt() {
        write(own, "configs/config.yaml", "registries.generic.registry: own.example.com");
        write(own, "overrides/configs/config.yaml", "registries.generic.registry: mine.example.com");
        write(own, "overrides/configs/rules.yaml", QUAY);
        write(own, "overrides/configs/ca.pem", "");
        write(own, "overrides/routes/post-process.camel.yaml", "");
        write(own, "overrides/configs/templates/zh/failed.mustache", "");

        assertThat(load().get(Keys.TARGET_REGISTRY)).isEqualTo("mine.example.com");
        assertThat(load().sources()).endsWith("rules of " + own.resolve("overrides/configs/rules.yaml"));
        assertThat(home().lookUp(Path.of("configs/ca.pem"))).isEqualTo(own.resolve("overrides/configs/ca.pem"));
        // Of these each file for itself: the folder with the others stays.
        assertThat(home().routes()).isEqualTo(shipped.resolve("routes"));
        assertThat(home().routeOverrides()).startsWith(own.resolve("overrides/routes"));
        assertThat(home().templates()).isEqualTo(shipped.resolve("configs/templates"));
        assertThat(home().templateOverrides()).startsWith(own.resolve("overrides/configs/templates"));
    }

    @Test
    void whatLiesAmongTheOverridesForNothingIsFound() {
        write(own, "overrides/routes/post-process.camel.yaml", "");
        write(own, "overrides/templates/zh/failed.mustache", "");
        write(own, "overrides/rules.yaml", QUAY);

        assertThat(home().unusedOverrides())
                .containsExactly(own.resolve("overrides/rules.yaml"), own.resolve("overrides/templates"));
    }

    private Home home() {
        return Home.at(own, false, Optional.of(shipped));
    }

    private Settings load() {
        return Settings.load(home(), List.of(), Map.of(), Map.of(), false);
    }

    private static void write(Path place, String path, String text) {
        Given.home(place).file(path, text);
    }
}
