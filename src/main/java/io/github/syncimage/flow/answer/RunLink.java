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
        return URI.create(github.pages() + "/" + github.user() + "/" + github.repo() + "/actions/runs/"
                + github.runId().strip());
    }
}
