package io.github.syncimage.cli;

import io.github.syncimage.cli.GitHubCheck.Answer;
import io.github.syncimage.github.http.AppTokens;
import io.github.syncimage.github.http.Installations;
import io.github.syncimage.github.http.Installations.Granted;
import io.github.syncimage.github.http.Installations.Installed;
import io.github.syncimage.github.model.JsonReader;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What a GitHub App lacks, on its own page or where it is installed; {@code report} is given the key and the message.
 *
 * @param webhook whether GitHub is to deliver events
 */
record AppCheck(
        String id,
        boolean webhook,
        Question gitHub,
        AppTokens tokens,
        Installations installations,
        Consumer<String> warnings) {
    /** Asks GitHub for a path below the API's address. */
    @FunctionalInterface
    interface Question {
        Answer ask(String path) throws IOException;
    }

    /**
     * Looks at the App's own page: where that lacks something, it is the place to mend it, whatever its installations lack
     * too. Returns whether all is well.
     */
    boolean itself(BiConsumer<String, String> report) throws IOException {
        Answer answer = gitHub.ask("/app");
        if (answer.status() != 200) {
            report.accept(
                    "github.app.private_key",
                    "GitHub does not accept it (" + answer.status() + ", " + GitHubCheck.said(answer)
                            + "): is it a key of the App " + id + "?");
            return false;
        }
        Map<String, Object> app = JsonReader.read(answer.body());
        String page = Json.text(app, "html_url").replace("/apps/", "/settings/apps/") + "/permissions";
        List<?> events = Json.list(app, "events");
        for (String event : webhook ? List.of("issues", "issue_comment") : List.<String>of()) {
            if (!events.contains(event)) {
                warnings.accept("the App is not told of the event '" + event + "': subscribe to it at " + page);
            }
        }
        return suffices(Json.object(app, "permissions"), "is to be set at " + page, report);
    }

    /** Whether its installation has what it needs for that repository, {@code owner/name}. */
    boolean installed(String repository, BiConsumer<String, String> report) throws IOException {
        Map<String, Object> installation = tokens.installation(RepositoryName.parse(repository));
        return suffices(
                Json.object(installation, "permissions"),
                "is not accepted yet by the owner of " + repository + ": Settings, GitHub Apps, Review request",
                report);
    }

    /** Looks at every installation, and returns the repositories that they bring. */
    List<RepositoryName> everywhere(BiConsumer<String, String> report) throws IOException {
        List<RepositoryName> all = new ArrayList<>();
        for (Installed installed : installations.all()) {
            if (installed.suspended()) {
                warnings.accept("the App is suspended by " + installed.owner() + ": nothing of theirs is served");
            } else if (suffices(
                    installed.permissions(),
                    "is not accepted yet by " + installed.owner() + ": Settings, GitHub Apps, Review request",
                    report)) {
                Granted granted = installations.repositories(installed);
                all.addAll(granted.repositories());
            }
        }
        if (all.isEmpty()) {
            warnings.accept("the App is installed for no repository with issues yet: open its page, Install App");
        }
        return all;
    }

    private static boolean suffices(Map<String, Object> permissions, String where, BiConsumer<String, String> report) {
        boolean writes = Json.text(permissions, "issues").equals("write");
        boolean reads = !Json.text(permissions, "metadata").isEmpty();
        if (!writes) {
            report.accept("github.app.id", "the App's permission Issues: Read and write " + where);
        }
        if (!reads) {
            report.accept("github.app.id", "the App's permission Metadata: Read-only " + where);
        }
        return writes && reads;
    }
}
