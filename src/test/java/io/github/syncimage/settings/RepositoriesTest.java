package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.report.Language;
import io.github.syncimage.settings.Settings.Repository;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which repositories are served, and what holds for each. */
class RepositoriesTest {
    @TempDir
    private Path home;

    private Given given;

    @BeforeEach
    void nothing() {
        given = Given.home(home);
    }

    @Test
    void eachHasWhatIsSaidForAllUnlessItSaysOtherwise() {
        given.config("""
                github:
                  label: mirror
                  repositories:
                    - acme/one
                    - repository: Other/two
                      label: image
                      language: en
                      namespace: others/two
                      requests_per_user_per_day: 3
                    - { repository: acme/three, language: EN }
                registries.generic: { registry: quay.io, namespace: ours }
                limits.requests_per_user_per_day: 9
                """);

        assertThat(served())
                .containsExactly(
                        new Repository("acme", "one", "mirror", Language.ZH, "ours", 0),
                        new Repository("Other", "two", "image", Language.EN, "others/two", 3),
                        new Repository("acme", "three", "mirror", Language.EN, "ours", 0));
        assertThat(given.settings().names("others/two")).isNotNull();
    }

    @Test
    void whereADatabaseIsSharedTheNamespacesOfAllTellWhoseAnImageIs() {
        String target = "registries.generic: { registry: index.docker.io, namespace: ours }\n";
        given.config(target + "github.repositories: [acme/one]");
        assertThat(given.settings().sharedNamespaces()).isEmpty();

        String shared = target + "app.database_url: jdbc:postgresql://db/x\n";
        given.config(shared + "github.repositories: [acme/one, acme/two, {repository: a/b, namespace: theirs}]");
        assertThat(given.settings().sharedNamespaces()).containsExactly("docker.io/ours", "docker.io/theirs");
        given.config(shared);
        assertThat(given.settings().sharedNamespaces()).containsExactly("docker.io/ours");
    }

    @Test
    void theOneOfUserAndRepoIsServedFirstAndKeepsWhatTheListSaysOfIt() {
        given.config("github: { user: acme, repo: mirror, repositories: [other/two] }");
        assertThat(served()).extracting(Object::toString).containsExactly("acme/mirror", "other/two");

        given.config(
                "github: { user: acme, repo: mirror, repositories: [other/two, {repository: ACME/Mirror, label: x}] }");
        assertThat(served()).extracting(Repository::label).containsExactly("porter", "x");
    }

    @Test
    void userAndRepoAreEnough() {
        given.config("github: { user: acme, repo: mirror, label: x }");
        assertThat(served()).containsExactly(new Repository("acme", "mirror", "x", Language.ZH, "", 0));
    }

    @Test
    void theOneThatActionsAlwaysNamesIsServedOnlyWhereNoneIsListed() {
        given.environment("GITHUB_REPOSITORY", "acme/workflows");
        assertThat(served()).extracting(Object::toString).containsExactly("acme/workflows");

        given.environment("GITHUB_REPOSITORIES", "acme/one,acme/two");
        assertThat(served()).extracting(Object::toString).containsExactly("acme/one", "acme/two");

        given.environment("GITHUB_REPO", "mirror");
        assertThat(served()).extracting(Object::toString).containsExactly("acme/mirror", "acme/one", "acme/two");
    }

    @Test
    void aListTakesThePlaceOfAnotherAsAWhole() {
        given.config("github.repositories: [acme/one, {repository: acme/two, label: x}]")
                .environment("GITHUB_REPOSITORIES", "acme/three");
        assertThat(served()).extracting(Object::toString).containsExactly("acme/three");
    }

    @Test
    void theDaemonNeedsOneWayToNameThem() {
        given.config("github: { token: t, repositories: [acme/one] }\nregistries.generic.registry: quay.io");
        assertThat(given.problemsForDaemon()).isEmpty();
        given.config("github: { token: t, repositories: [] }\nregistries.generic.registry: quay.io");
        assertThat(given.problemsForDaemon())
                .containsExactly(
                        "configuration: github.user: is missing; set it in the file, or GITHUB_USER in the environment",
                        "configuration: github.repo: is missing; set it in the file, or GITHUB_REPO in the environment");
        given.config(
                "github: { token: t, user: acme, repositories: [acme/one] }\nregistries.generic.registry: quay.io");
        assertThat(given.problemsForDaemon())
                .containsExactly("configs/config.yaml:1: github.user: needs github.repo beside it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- acme                                | 2: github.repositories.1.repository: 'acme' is not owner/name",
                "- acme/one/two                        | 2: github.repositories.1.repository: 'acme/one/two' is not owner/name",
                "- acme/..                             | 2: github.repositories.1.repository: 'acme/..' is not owner/name",
                "- 'https://github.com/acme/one'       | 2: github.repositories.1.repository: 'https://github.com/acme/one' is not owner/name",
                "- { label: x }                        | 2: github.repositories.1.repository: is missing; it is owner/name",
                "- [acme/one]                          | 2: github.repositories.1.repository: a plain value is expected",
                "- { repository: acme/one, language: fr } | 2: github.repositories.1.language: 'fr' is not one of zh, en",
                "- { repository: acme/one, label: 'a,b' } | 2: github.repositories.1.label: 'a,b' is not a label of at most 50 characters without a comma",
                "- { repository: acme/one, namespace: A } | 2: github.repositories.1.namespace: 'A' is not a namespace (lower case, segments separated by slashes)",
                "- { repository: acme/one, requests_per_user_per_day: -1 } | 2: github.repositories.1.requests_per_user_per_day: '-1' is not a whole number from 0 to 1000000",
                "- { repository: acme/one, lable: x }  | 2: github.repositories.1.lable: unknown key; a repository has repository, label, language, namespace, requests_per_user_per_day",
                "- { repository: acme/one, label: {a: b} } | 2: github.repositories.1.label: a plain value is expected",
                "acme/one: { label: x }                | 2: github.repositories: a list is expected: - owner/name, or - {repository: owner/name, label: …}",
            })
    void aBadEntryIsToldWithItsLine(String entry, String problem) {
        given.config("github.repositories:\n  " + entry + "\n");
        assertThat(given.problems()).containsExactly("configs/config.yaml:" + problem);
    }

    @Test
    void theSameOneTwiceIsRefusedInAnyCase() {
        given.config("github:\n  repositories:\n    - acme/one\n    - acme/two\n    - ACME/one\n");
        assertThat(given.problems())
                .containsExactly("configs/config.yaml:5: github.repositories.3.repository: ACME/one is listed twice");
        given.environment("GITHUB_REPOSITORIES", "acme/one, acme/one");
        assertThat(given.problems())
                .containsExactly("environment GITHUB_REPOSITORIES: github.repositories.2.repository:"
                        + " acme/one is listed twice");
    }

    private List<Repository> served() {
        Settings settings = given.settings();
        return settings.repositories();
    }
}
