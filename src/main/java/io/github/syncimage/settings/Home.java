package io.github.syncimage.settings;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the files of an installation lie. Each is looked up for itself, so that a folder with nothing but
 * {@code configs/rules.yaml} counts: the first place that has it serves. What lies in {@code overrides/} of a place, under
 * the same names, comes before all of that; of routes and templates each file for itself.
 *
 * @param folder where a relative {@code app.data_dir} starts, so that the daemon and a command run elsewhere share one
 *     database
 * @param places an operator's before that of the program's own files; never empty
 */
public record Home(Path folder, List<Path> places) {
    private static final String VARIABLE = "SYNC_IMAGE_HOME";
    private static final String ROUTES = "routes";
    private static final Path TEMPLATES = Path.of("configs", "templates");
    private static final Path EXTENSIONS = Path.of("lib", "ext");
    private static final String OVERRIDES = "overrides";
    private static final Set<String> USED = Set.of(ROUTES, "configs", "lib", "README.md", ".gitignore");

    public Home {
        places = List.copyOf(places);
    }

    /** One folder that has everything. */
    public Home(Path folder) {
        this(folder, List.of(folder));
    }

    /**
     * Looks in {@code SYNC_IMAGE_HOME}, or else in the working directory, and then around the jar. The data folder
     * starts at {@code SYNC_IMAGE_HOME}, or the working directory if it has {@code routes/}, or the folder around the
     * jar that has them, or else the working directory.
     */
    public static Home find(Map<String, String> environment) {
        String given = environment.get(VARIABLE);
        boolean named = given != null && !given.isBlank();
        return at(
                Path.of(named ? given : ""),
                named,
                aroundJar().filter(Home::hasRoutes).findFirst());
    }

    /**
     * @param named whether {@code own} was given, rather than being where somebody happens to be
     * @param shipped the folder that came with the program
     */
    static Home at(Path own, boolean named, Optional<Path> shipped) {
        Path folder = named || hasRoutes(own) ? own : shipped.orElse(own);
        return new Home(folder, Stream.concat(Stream.of(own), shipped.stream()).toList());
    }

    private static boolean hasRoutes(Path folder) {
        return Files.isDirectory(folder.resolve(ROUTES));
    }

    /** The folder in which the jar lies, and the one above it: {@code target/sync-image.jar} of a checkout. */
    private static Stream<Path> aroundJar() {
        try {
            Path jar = Path.of(Home.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Stream.iterate(jar.getParent(), folder -> folder != null, Path::getParent)
                    .limit(2);
        } catch (URISyntaxException | RuntimeException unknownPlace) {
            return Stream.empty();
        }
    }

    /** Finds {@code configs/NAME.yaml}: the configuration where none is named, or what it may leave to a file of its own. */
    public Optional<Path> config(String name) {
        String path = "configs/" + name + ".yaml";
        return holder(searched(), path).map(place -> place.resolve(path));
    }

    /** Returns whether the rules lie nearer than the configuration: they are an allow-list, and whoever put them there means it. */
    public boolean rulesAreNearer() {
        List<Path> searched = searched().toList();
        Optional<Path> rules = holder(searched.stream(), "configs/rules.yaml");
        Optional<Path> config = holder(searched.stream(), "configs/config.yaml");
        return rules.isPresent()
                && config.isPresent()
                && searched.indexOf(rules.get()) < searched.indexOf(config.get());
    }

    public Path routes() {
        return below(places.stream(), Path.of(ROUTES));
    }

    public Path templates() {
        return below(places.stream(), TEMPLATES);
    }

    /** Folders whose files take the place of those in {@link #routes()}, or come to them; the first wins. Any may be absent. */
    public List<Path> routeOverrides() {
        return overrides().map(folder -> folder.resolve(ROUTES)).toList();
    }

    /** Folders whose files take the place of those in {@link #templates()}, or come to them. */
    public List<Path> templateOverrides() {
        return overrides().map(folder -> folder.resolve(TEMPLATES)).toList();
    }

    /** Finds what lies directly in {@code overrides/} and is never looked for. */
    public List<Path> unusedOverrides() {
        return overrides()
                .filter(Files::isDirectory)
                .flatMap(Home::entries)
                .filter(entry -> !USED.contains(entry.getFileName().toString()))
                .sorted()
                .toList();
    }

    private static Stream<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList().stream();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    /** Properties for Camel; there need not be any. */
    public Path camelProperties() {
        return lookUp(Path.of("configs", "camel.properties"));
    }

    /** Jars with which an operator extends what routes can do; there need not be any. */
    public List<Path> extensions() {
        return entries(lookUp(EXTENSIONS))
                .filter(entry -> entry.toString().endsWith(".jar"))
                .sorted()
                .toList();
    }

    /** A file or folder below the first place that has it, or below the first where none does. */
    public Path lookUp(Path path) {
        return below(searched(), path);
    }

    private Path below(Stream<Path> among, Path path) {
        return holder(among, path.toString()).orElse(places.get(0)).resolve(path);
    }

    private Stream<Path> overrides() {
        return places.stream().map(place -> place.resolve(OVERRIDES)).distinct();
    }

    private Stream<Path> searched() {
        return Stream.concat(overrides(), places.stream());
    }

    /** A path of what the program writes: as it is where absolute, else below {@link #folder}. */
    public Path resolve(Path path) {
        return folder.resolve(path);
    }

    // A link that leads nowhere is there, and reading it then says what is wrong.
    private static Optional<Path> holder(Stream<Path> among, String path) {
        return among.filter(place -> !Files.notExists(place.resolve(path), LinkOption.NOFOLLOW_LINKS))
                .findFirst();
    }
}
