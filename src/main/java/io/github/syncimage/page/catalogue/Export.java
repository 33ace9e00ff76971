package io.github.syncimage.page.catalogue;

import io.github.syncimage.page.Document;
import io.github.syncimage.page.Meta;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes the catalogue as files, at the paths at which a daemon serves it. */
public final class Export {
    private final ExportFolder folder;
    private final Map<String, Document> assets;

    /**
     * @param folder that is replaced as a whole
     * @param assets files of the page, by their paths
     */
    public Export(Path folder, Map<String, Document> assets) {
        this.folder = new ExportFolder(folder);
        this.assets = assets;
    }

    /**
     * @param meta what {@code meta.json} says, to which the time and the counts are added
     * @throws IOException when the folder cannot be written, or the database cannot be read; the old one is there then
     */
    public void write(Snapshot catalogue, Map<String, Object> meta, Document feed) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        assets.forEach((path, asset) -> files.put(path, asset.bytes()));
        // GitHub Pages would leave out what begins with an underscore, and take its time.
        files.put(".nojekyll", new byte[0]);
        files.put(CatalogueSite.WHOLE, catalogue.whole().bytes());
        files.put(Feed.PATH, feed.bytes());
        for (String part : catalogue.parts()) {
            Document details = catalogue
                    .part(part)
                    .orElseThrow(() -> new IOException("the database cannot be read; the log says why"));
            files.put(CatalogueSite.DETAILS + part + ".json", details.bytes());
        }
        Map<String, Object> dated = new TreeMap<>(meta);
        dated.putAll(catalogue.counts());
        dated.put("at", catalogue.at().toString());
        files.put(Meta.PATH, Json.write(dated));
        folder.replace(files);
    }
}
