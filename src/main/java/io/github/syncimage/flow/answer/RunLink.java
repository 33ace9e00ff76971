package io.github.syncimage.flow.answer;

import io.github.syncimage.settings.Settings;
import java.net.URI;

/** Where people see the Actions run that did the work. */
public final class RunLink {
    private RunLink() {}

    /** Null where no run is configured, or not of which repository. */
    public static URI of(Settings.GitHub github) {
        if (github.runId() == null || github.runId().isBlank() || github.user() == null || github.repo() == null) {
            return null;
        }
        return URI.create(server(github.apiUrl()) + "/" + github.user() + "/" + github.repo() + "/actions/runs/"
                + github.runId().strip());
    }

    // GitHub Enterprise Server has its API below the pages' host, github.com beside it.
    private static String server(URI apiUrl) {
        return "api.github.com".equals(apiUrl.getHost())
                ? "https://github.com"
                : apiUrl.getScheme() + "://" + apiUrl.getAuthority();
    }
}
