package io.github.syncimage.issue;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Reads YAML and JSON that name images: Kubernetes, values of charts, kustomizations, Compose, workflows, lists. What
 * cannot be parsed is read by its {@code image:} lines.
 */
final class Manifest {
    private static final Pattern BETWEEN_DOCUMENTS = Pattern.compile("(?m)^(?:---|\\.\\.\\.)(?:[ \\t].*)?$");
    private static final Pattern SAYS_SOMETHING = Pattern.compile("(?m)^[ \\t]*+[^#\\s]");
    private static final Pattern TAB_IN_FRONT = Pattern.compile("(?m)^ *+\\t[ \\t]*+\\S");
    private static final Pattern MAY_NAME_IMAGES =
            Pattern.compile("[iI]mages?[\"']?\\s*:|\\bcontainer:|docker://|\\brepository:|\\bnewTag:|\\bnewName:");
    private static final Pattern KUBERNETES = Pattern.compile("(?m)^[\"'{ ]*+(?:apiVersion|kind)[\"']?\\s*+:");
    private static final Pattern DESCRIBED = Pattern.compile("(?m)^\\s*+(?:Image ID|Container ID|Events|QoS Class):");
    private static final Pattern IMAGE_LINE =
            Pattern.compile("[ \\t]*+(?:- )*+[\"']?[iI]mage[\"']?[ \\t]*+:(?:[ \\t]+(.*))?");
    private static final Pattern IMAGE_WITHIN =
            Pattern.compile("[\\s{,\"']image[\"']?[ \\t]*+:[ \\t]*+[\"']?([^\\s\"',}\\]]++)");
    private static final Pattern JSON_WORD = Pattern.compile("[^\\s\"',\\[\\]{}]++");
    private static final Pattern JSON_COLON = Pattern.compile("[\"']?\\s*+:");
    private static final Pattern PLATFORMS =
            Pattern.compile("\\bplatforms?[\"']?[ \\t]*+:[ \\t]*+[\"']?([A-Za-z0-9/_, -]++)");

    /** What describes rather than runs; the status of what runs has its images once more. */
    private static final Set<String> NOT_READ =
            Set.of("metadata", "env", "envFrom", "annotations", "labels", "status", "build");

    private static final Set<String> TEXTS_ONLY = Set.of("ConfigMap", "Secret");
    private static final Set<String> NOTHING = Set.of("", "~", "null", "true", "false", "Dockerfile");

    /** No manifest is that deep; the library has no bound of its own and works recursively. */
    private static final int DEEPEST = 100;

    private final Pasted.Images images = new Pasted.Images();
    /** An alias stands for one collection in many places; each is read once. */
    private final Set<Object> read = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean known;

    private Manifest() {}

    /** The images of such a text; empty where it is none, and its lines are just lines. */
    static Optional<List<Finding>> read(List<String> lines) {
        String text = String.join("\n", lines).stripIndent();
        boolean json = Pasted.startsJson(text);
        boolean several = lines.stream().filter(line -> !line.isBlank()).count() > 1;
        if (!json && !((several || text.indexOf('{') >= 0) && mayNameImages(text))) {
            return Optional.empty();
        }
        Manifest manifest = new Manifest();
        if (DESCRIBED.matcher(text).find()) {
            manifest.imageLines(text);
        } else {
            BETWEEN_DOCUMENTS.splitAsStream(text).forEach(document -> manifest.read(document, json));
        }
        List<Finding> found = manifest.images.found();
        return manifest.known || !found.isEmpty() ? Optional.of(found) : Optional.empty();
    }

    private static boolean mayNameImages(String text) {
        return MAY_NAME_IMAGES.matcher(text).find()
                || KUBERNETES.matcher(text).results().count() > 1;
    }

    private void read(String document, boolean json) {
        if (!SAYS_SOMETHING.matcher(document).find()) {
            return;
        }
        Object root = TAB_IN_FRONT.matcher(document).find() && !json ? null : parsed(document);
        if (root instanceof Map<?, ?> map) {
            read(map, json);
        } else if (root instanceof List<?> list && (json || list.stream().allMatch(Map.class::isInstance))) {
            walk(list);
            if (json) {
                texts(list);
            }
        } else if (root == null && json) {
            jsonWords(document);
        } else if (root == null) {
            known |= KUBERNETES.matcher(document).results().count() > 1;
            imageLines(document);
            if (document.stripLeading().startsWith("\"")) {
                forAll(document);
            }
        }
    }

    private void read(Map<?, ?> map, boolean json) {
        if (given(map, "apiVersion") && given(map, "kind")) {
            known = true;
            if (List.of("Kustomization", "Component").contains(text(map, "kind"))
                    && map.get("images") instanceof List<?> entries) {
                entries.forEach(this::kustomized);
            } else {
                walk(map);
            }
        } else if (map.get("services") instanceof Map<?, ?> services
                && services.values().stream()
                        .anyMatch(one -> one instanceof Map<?, ?> service
                                && (given(merged(service), "image") || service.containsKey("build")))) {
            known = true;
            services.values().forEach(this::service);
        } else if (map.get("jobs") instanceof Map<?, ?> jobs) {
            known = true;
            jobs.values().forEach(this::job);
        } else {
            walk(map);
            if (json) {
                texts(map);
                images.all(platforms(map));
            }
        }
    }

    /** All images below here, by the keys that manifests and values have for them. */
    private void walk(Object value) {
        if (!(value instanceof Map || value instanceof List) || !read.add(value)) {
            return;
        }
        if (value instanceof List<?> list) {
            list.forEach(this::walk);
            return;
        }
        Map<?, ?> map = (Map<?, ?>) value;
        if (map.containsKey("apiVersion") && TEXTS_ONLY.contains(text(map, "kind"))) {
            return;
        }
        map.forEach((key, inside) -> {
            String called = String.valueOf(key);
            if (NOT_READ.contains(called)) {
                return;
            }
            if (called.equals("image") && inside instanceof String) {
                named(map, "image", !map.containsKey("tag"));
            } else if (inside instanceof Map<?, ?> image && isReference(called, image)) {
                String given = firstGiven(image);
                named(image, given.isEmpty() ? "repository" : given, given.equals("reference"));
            } else if (called.equals("images")
                    && inside instanceof List<?> list
                    && list.stream().anyMatch(Manifest::isKustomized)) {
                list.forEach(this::kustomized);
            } else {
                walk(inside);
            }
        });
    }

    private static boolean isReference(String key, Map<?, ?> image) {
        boolean called = key.equals("image") || key.endsWith("Image");
        return called && !firstGiven(image).isEmpty()
                || given(image, "repository") && image.get("tag") instanceof String;
    }

    private static String firstGiven(Map<?, ?> image) {
        return List.of("repository", "name", "image", "reference").stream()
                .filter(key -> given(image, key))
                .findFirst()
                .orElse("");
    }

    /**
     * An image whose registry, tag and digest may stand beside its name.
     *
     * @param tagMayBeMissing whether that means latest; a chart's values mean its appVersion, which they do not say
     */
    private void named(Map<?, ?> map, String key, boolean tagMayBeMissing) {
        String name = text(map, key);
        String registry = text(map, "registry");
        String digest = text(map, given(map, "digest") ? "digest" : "sha");
        if (!NOTHING.contains(name)) {
            add(
                    (registry.isEmpty() ? "" : registry + "/") + name,
                    text(map, "tag"),
                    digest.isEmpty() || digest.indexOf(':') > 0 ? digest : "sha256:" + digest,
                    platforms(map),
                    tagMayBeMissing);
        }
    }

    private void add(String name, String tag, String digest, String platforms, boolean tagMayBeMissing) {
        boolean whole = name.indexOf('@') > 0 || name.lastIndexOf(':') > name.lastIndexOf('/');
        if (tag.isEmpty() && digest.isEmpty() && !whole && !tagMayBeMissing && !Variables.in(name)) {
            images.put(Finding.refused(Reason.NO_TAG, "the text doesn't say which tag of it is meant", name));
        } else {
            String tagged = name + (tag.isEmpty() || whole ? "" : ":" + tag);
            images.add(tagged + (digest.isEmpty() ? "" : "@" + digest), platforms, Map.of());
        }
    }

    private static boolean isKustomized(Object entry) {
        return entry instanceof Map<?, ?> map
                && (map.containsKey("newTag") || map.containsKey("newName") || given(map, "digest"));
    }

    private void kustomized(Object entry) {
        if (entry instanceof Map<?, ?> map && (given(map, "newName") || given(map, "name"))) {
            String name = text(map, given(map, "newName") ? "newName" : "name");
            add(name, text(map, "newTag"), text(map, "digest"), "", false);
        }
    }

    private void service(Object service) {
        if (service instanceof Map<?, ?> map && given(merged(map), "image")) {
            images.add(text(merged(map), "image"), text(merged(map), "platform"), Map.of());
        }
    }

    /** A service with the keys of what it is merged with. */
    private static Map<?, ?> merged(Map<?, ?> map) {
        Map<Object, Object> all = new HashMap<>(map);
        for (Object other : map.get("<<") instanceof List<?> list ? list : Collections.singletonList(map.get("<<"))) {
            if (other instanceof Map<?, ?> one) {
                one.forEach(all::putIfAbsent);
            }
        }
        return all;
    }

    private void job(Object job) {
        if (job instanceof Map<?, ?> map) {
            if (given(map, "container")) {
                images.add(text(map, "container"));
            }
            service(map.get("container"));
            if (map.get("services") instanceof Map<?, ?> services) {
                services.values().forEach(this::service);
            }
            if (map.get("steps") instanceof List<?> steps) {
                steps.forEach(step -> {
                    if (step instanceof Map<?, ?> one && text(one, "uses").startsWith("docker://")) {
                        images.add(text(one, "uses"));
                    }
                });
            }
        }
    }

    /** The texts of lists in JSON of no known kind, and of keys that say that an image follows, in what was walked. */
    private void texts(Object value) {
        if (!read.remove(value)) {
            return;
        }
        if (value instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof String text && !text.isBlank() && !NamedPlatforms.isSelection(text)) {
                    images.add(text);
                } else {
                    texts(item);
                }
            });
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> {
                boolean label = !key.equals("image") && Words.isLabel(key + ":");
                if (item instanceof String text && label && Phrase.of(text).plainlyAnImage()) {
                    images.add(text);
                } else {
                    texts(item);
                }
            });
        }
    }

    private void jsonWords(String text) {
        Matcher word = JSON_WORD.matcher(text);
        while (word.find()) {
            String written = word.group();
            boolean key = written.endsWith(":")
                    || JSON_COLON
                            .matcher(text)
                            .region(word.end(), text.length())
                            .lookingAt();
            if (!key
                    && written.length() > 2
                    && Finding.of(written, null).readable()
                    && Phrase.of(written).plainlyAnImage()) {
                images.add(written);
            }
        }
        forAll(text);
    }

    /** {@code "platform": "arm64"} beside a list is for all of it. */
    private void forAll(String json) {
        Matcher platforms = PLATFORMS.matcher(json);
        if (platforms.find() && NamedPlatforms.isSelection(platforms.group(1))) {
            images.all(platforms.group(1));
        }
    }

    private void imageLines(String text) {
        text.lines().filter(line -> !line.stripLeading().startsWith("#")).forEach(line -> {
            Matcher whole = IMAGE_LINE.matcher(line);
            Matcher within = IMAGE_WITHIN.matcher(line);
            if (whole.matches()) {
                String value = whole.group(1) == null ? "" : whole.group(1);
                imageLine(value.startsWith("#") ? "" : value.split("\\s#", 2)[0].strip());
            } else if (within.find()) {
                images.add(within.group(1));
            } else {
                Pasted.quoted(line).forEach(images::put);
            }
        });
    }

    private void imageLine(String value) {
        String bare = value.replaceFirst(",$", "")
                .replaceFirst("^([\"'])(.*)\\1$", "$2")
                .strip();
        boolean map = bare.startsWith("{") && !bare.startsWith("{{");
        if (!map && !NOTHING.contains(bare) && "&*!|>".indexOf(bare.charAt(0)) < 0) {
            images.add(bare);
        }
    }

    private static String platforms(Map<?, ?> map) {
        return text(map, map.containsKey("platform") ? "platform" : "platforms");
    }

    private static boolean given(Map<?, ?> map, String key) {
        return !text(map, key).isEmpty();
    }

    private static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text && !text.equals("null") && !text.equals("~") ? text.strip() : "";
    }

    /**
     * One document as maps, lists and texts: {@code 1.10} stays as it is written, and no tag makes an object; null where it says nothing, or cannot be read.
     */
    private static Object parsed(String document) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new FailsafeSchema()).build();
        try {
            return tooDeep(settings, document) ? null : new Load(settings).loadFromString(document);
        } catch (YamlEngineException | IllegalArgumentException | IndexOutOfBoundsException broken) {
            return null;
        }
    }

    /** By the parser alone, which gives event after event and keeps no stack of calls. */
    private static boolean tooDeep(LoadSettings settings, String document) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(document)) {
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                default -> 0;
            };
            if (depth > DEEPEST) {
                return true;
            }
        }
        return false;
    }
}
