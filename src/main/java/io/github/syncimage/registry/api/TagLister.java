package io.github.syncimage.registry.api;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** GET of {@code /v2/NAME/tags/list}, page by page. */
record TagLister(RegistryHttp http) {
    /** A page of the longest tags that {@link #MOST_PER_PAGE} allows is far smaller. */
    private static final int LARGEST_PAGE = 4 * 1024 * 1024;

    private static final int MOST_PER_PAGE = 1000;

    /** The distribution specification allows no longer ones, and no registry takes one, so that none can be there. */
    private static final int LONGEST_TAG = 128;

    private record Page(List<String> tags, RegistryHttp.NextPage next) {}

    /** @return whether these were all; false also where the address of the next page is too long to be read */
    boolean each(Repository repository, int mostPages, Consumer<List<String>> tags) {
        RegistryRequest call =
                RegistryRequest.pull("list the tags", repository, "GET", "/tags/list?n=" + MOST_PER_PAGE);
        Set<String> asked = new HashSet<>();
        for (int pages = 1; ; pages++) {
            Page page = page(call);
            tags.accept(page.tags());
            Optional<String> next = page.next().address();
            if (next.isEmpty()) {
                return page.next().whole();
            }
            // Where a page leads back to one that was read, the list has no end.
            if (pages >= mostPages || !asked.add(next.get())) {
                return false;
            }
            call = call.at(next.get());
        }
    }

    boolean knows(Repository repository) {
        RegistryRequest call = RegistryRequest.pull("look for the repository", repository, "GET", "/tags/list?n=1");
        // A token for an absent repository is refused by some.
        return RequestFailure.unlessDenied(() -> http.exchange(call, answer -> answer.status() != 404), true);
    }

    /** @return false also where the registry denies the list, as some do for an absent repository */
    boolean hasTags(Repository repository) {
        RegistryRequest call = RegistryRequest.pull("look for the repository", repository, "GET", "/tags/list?n=1");
        try {
            return !page(call).tags().isEmpty();
        } catch (RegistryException e) {
            if (e.temporary()) {
                throw e;
            }
            // One that has no such list, or sends all of a long one, does not say that there are none.
            return e.kind() != RegistryException.Kind.DENIED;
        }
    }

    private Page page(RegistryRequest call) {
        return http.exchange(call, answer -> switch (answer.status()) {
            case 200 -> read(call, answer);
            case 404 -> new Page(List.of(), new RegistryHttp.NextPage(Optional.empty(), false));
            default -> throw RequestFailure.of(call, answer);
        });
    }

    private Page read(RegistryRequest call, RegistryResponse answer) throws IOException {
        byte[] body = answer.bytes(call, LARGEST_PAGE, "a page of tags is larger than 4 MiB");
        List<String> tags = new ArrayList<>();
        for (Object tag : Json.list(Json.read(body), "tags")) {
            String name = String.valueOf(tag);
            if (name.length() <= LONGEST_TAG) {
                tags.add(name);
            }
        }
        return new Page(tags, http.nextPage(call, answer));
    }
}
