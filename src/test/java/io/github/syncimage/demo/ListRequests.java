package io.github.syncimage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.text.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v2/NAME/tags/list} and {@code /v2/NAME/referrers/DIGEST}. */
final class ListRequests {
    // The distribution project's registry answers no more at once when nothing is asked.
    private static final int DEFAULT_PAGE = 1000;

    private final Storage storage;
    volatile Paging paging = Paging.SORTED;
    volatile boolean withoutReferrers;
    volatile boolean tellsSubjects = true;

    ListRequests(Storage storage) {
        this.storage = storage;
    }

    Response tags(Request request, String repository) {
        if (!storage.containsKey(repository)) {
            throw RegistryRefusal.of(404, "NAME_UNKNOWN", "repository name not known to registry: " + repository);
        }
        String asked = request.query("n", String.valueOf(DEFAULT_PAGE));
        if (!asked.matches("[0-9]{1,6}") || Integer.parseInt(asked) > paging.largestAsked()) {
            throw RegistryRefusal.of(400, "PAGINATION_NUMBER_INVALID", "no number of tags: " + asked);
        }
        List<String> tags = paging.order(storage.shelf(repository).tags().keySet());
        int from = paging.position(request, tags);
        int to = Math.min(tags.size(), from + Math.min(Integer.parseInt(asked), paging.largestPage()));
        Response response = Response.json(200, Map.of("name", repository, "tags", tags.subList(from, to)));
        boolean more = to < tags.size() && to > from;
        return more
                ? response.with(
                        "Link",
                        "</v2/" + repository + "/tags/list?" + paging.next(tags, to) + "&n=" + asked
                                + ">; rel=\"next\"")
                : response;
    }

    Response referrers(Request request, String repository, String subject) {
        if (withoutReferrers) {
            throw RegistryRefusal.of(404, "NOT_FOUND", "page not found");
        }
        String wanted = request.query("artifactType", "");
        List<Map<String, Object>> found = new ArrayList<>();
        List<Manifest> manifests = new ArrayList<>();
        Optional.ofNullable(storage.get(repository))
                .ifPresent(shelf -> manifests.addAll(shelf.manifests().values()));
        manifests.sort(Comparator.comparing(manifest -> manifest.digest().toString()));
        for (Manifest manifest : manifests) {
            JsonNode content = JsonTree.read(manifest.bytes()).orElseThrow();
            String type = content.path("artifactType")
                    .asText(content.path("config").path("mediaType").asText());
            boolean refers = content.path("subject").path("digest").asText().equals(subject);
            if (refers && (wanted.isEmpty() || wanted.equals(type))) {
                found.add(descriptor(manifest, type, content));
            }
        }
        Response response = Response.of(200)
                .content(
                        MediaTypes.OCI_INDEX,
                        Json.write(Map.of("schemaVersion", 2, "mediaType", MediaTypes.OCI_INDEX, "manifests", found)));
        return wanted.isEmpty() ? response : response.with("OCI-Filters-Applied", "artifactType");
    }

    private static Map<String, Object> descriptor(Manifest manifest, String type, JsonNode content) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", manifest.mediaType());
        descriptor.put("digest", manifest.digest().toString());
        descriptor.put("size", manifest.bytes().length);
        descriptor.put("artifactType", type);
        Map<String, Object> annotations = new LinkedHashMap<>();
        content.path("annotations")
                .fields()
                .forEachRemaining(
                        note -> annotations.put(note.getKey(), note.getValue().asText()));
        if (!annotations.isEmpty()) {
            descriptor.put("annotations", annotations);
        }
        return descriptor;
    }
}
