package io.github.syncimage.registry.api;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * GET of {@code /v2/NAME/referrers/DIGEST}. Which hosts have no such API is remembered for a day. Only this answer tells:
 * some registries send {@code OCI-Subject} and have no list all the same.
 */
final class ReferrerLister {
    private static final Duration KNOWN_FOR = Duration.ofDays(1);

    private static final int MOST_HOSTS = 1000;
    /** A thousand entries have some 400 KiB; several are read at once. */
    private static final int LARGEST_PAGE = 1024 * 1024;

    private static final Json.Kept KEPT = Json.Kept.of().and("manifests", Json.Kept.of("mediaType", "digest", "size"));
    /** With ten entries a page this is more than any caller wants. */
    private static final int MOST_PAGES = 20;

    private final RegistryHttp http;
    private final LruCache<String, Boolean> without = new LruCache<>(MOST_HOSTS, KNOWN_FOR);

    ReferrerLister(RegistryHttp http) {
        this.http = http;
    }

    private record Page(List<Map<String, Object>> entries, Optional<String> next) {}

    /** It may lie: a referrer is what names its subject itself. */
    Optional<List<Descriptor>> list(Repository repository, Digest subject, int most) {
        if (without.find(repository.host()).isPresent()) {
            return Optional.empty();
        }
        RegistryRequest call = RegistryRequest.pull(
                        "list what refers to the manifest", repository, "GET", "/referrers/" + subject)
                .about(repository + "@" + subject)
                .header("Accept", MediaTypes.OCI_INDEX);
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Optional<Page> page = page(call);
            if (page.isEmpty()) {
                without.put(repository.host(), true);
                return Optional.empty();
            }
            page.get().entries().forEach(entry -> descriptor(entry).ifPresent(read -> found.put(read.digest(), read)));
            if (page.get().next().isEmpty() || found.size() >= most) {
                break;
            }
            call = call.at(page.get().next().get());
        }
        return Optional.of(found.values().stream().limit(most).toList());
    }

    private Optional<Page> page(RegistryRequest call) {
        return http.exchange(call, answer -> switch (answer.status()) {
            case 200 -> read(call, answer);
            // A path that a registry or a proxy before it does not know.
            case 400, 404, 405, 406, 410, 501 -> Optional.empty();
            default -> throw RequestFailure.of(call, answer);
        });
    }

    /** Empty where it is something else than a list: a page for people, at any path. */
    private Optional<Page> read(RegistryRequest call, RegistryResponse answer) throws IOException {
        byte[] body = answer.bytes(call, LARGEST_PAGE, "the list is larger than 1 MiB");
        Map<String, Object> json;
        try {
            json = Json.read(body, KEPT);
        } catch (IOException e) {
            return Optional.empty();
        }
        return json.get("manifests") instanceof List<?>
                ? Optional.of(new Page(
                        Json.objects(json, "manifests"),
                        http.nextPage(call, answer).address()))
                : Optional.empty();
    }

    private static Optional<Descriptor> descriptor(Map<String, Object> entry) {
        try {
            long size = entry.get("size") instanceof Long number && number > 0 ? number : 0;
            return Optional.of(
                    new Descriptor(Json.text(entry, "mediaType"), Digest.parse(Json.text(entry, "digest")), size));
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }
}
