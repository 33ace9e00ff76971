package io.github.syncimage.page;

import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.text.Json;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code api/v1/meta.json}: what the other documents are about, and where one asks for an image. */
public final class Meta {
    public static final String PATH = "api/v1/meta.json";

    private Meta() {}

    /**
     * Makes the document, to which more may be added.
     *
     * @param live whether there are documents of what is happening now, as an export has none
     * @param repositories whose issues are read, {@code owner/name}; the first is that of links that are about none
     */
    public static Map<String, Object> of(Settings settings, boolean live, Collection<String> repositories) {
        List<Map<String, Object>> links = repositories.stream()
                .map(repository -> links(settings.gitHubPages(), repository))
                .toList();
        Map<String, Object> first = links.isEmpty() ? Map.of() : links.get(0);
        return Json.of(
                "live", live,
                "version", version(),
                "target", target(settings),
                "language", settings.get(Keys.LANGUAGE).name().toLowerCase(Locale.ROOT),
                "requesters", settings.get(Keys.PAGE_REQUESTERS),
                "supported", settings.rules().supported(),
                "issues", first.get("issues"),
                "new_issue", first.get("new_issue"),
                "repositories", links);
    }

    private static String target(Settings settings) {
        String registry = settings.get(Keys.TARGET_REGISTRY);
        String namespace = settings.get(Keys.TARGET_NAMESPACE);
        return registry == null || namespace.isEmpty() ? registry : registry + "/" + namespace;
    }

    private static Map<String, Object> links(String pages, String repository) {
        // The parts of a name are letters, digits, dots, dashes and underscores: GitHub has no others.
        String issues = pages + "/" + repository + "/issues";
        return Json.of(
                "repository", repository,
                "issues", issues,
                // By its file's name the form brings its label along; to set labels one needs rights that requesters
                // lack.
                "new_issue", issues + "/new?template=porter.yml&title=");
    }

    /** Returns this program's version; {@code development} where the classes do not come from its jar. */
    public static String version() {
        String version = Meta.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
