package io.github.syncimage.page;

import io.github.syncimage.settings.Settings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code api/v1/meta.json}: what the other documents are about, and where one asks for an image. */
public final class Meta {
    public static final String PATH = "api/v1/meta.json";

    private Meta() {}

    /**
     * @param live whether there are documents of what is happening now, as an export has none
     * @param repositories whose issues are read, {@code owner/name}; the first is that of links that are about none
     * @return to which more may be added
     */
    public static Map<String, Object> of(Settings settings, boolean live, Collection<String> repositories) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("live", live);
        meta.put("version", version());
        Settings.Target target = settings.target();
        if (target.registry() != null) {
            meta.put(
                    "target",
                    target.namespace().isEmpty() ? target.registry() : target.registry() + "/" + target.namespace());
        }
        meta.put("language", settings.language().name().toLowerCase(Locale.ROOT));
        meta.put("requesters", settings.page().requesters());
        meta.put("supported", settings.rules().supported());
        List<Map<String, Object>> links = repositories.stream()
                .map(repository -> links(settings.github().pages(), repository))
                .toList();
        if (!links.isEmpty()) {
            meta.put("issues", links.get(0).get("issues"));
            meta.put("new_issue", links.get(0).get("new_issue"));
        }
        meta.put("repositories", links);
        return meta;
    }

    private static Map<String, Object> links(String pages, String repository) {
        // The parts of a name are letters, digits, dots, dashes and underscores: GitHub has no others.
        String issues = pages + "/" + repository + "/issues";
        Map<String, Object> links = new LinkedHashMap<>();
        links.put("repository", repository);
        links.put("issues", issues);
        // By its file's name the form brings its label along; to set labels one needs rights that requesters lack.
        links.put("new_issue", issues + "/new?template=porter.yml&title=");
        return links;
    }

    /** Of this program; {@code development} where the classes do not come from its jar. */
    public static String version() {
        String version = Meta.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
