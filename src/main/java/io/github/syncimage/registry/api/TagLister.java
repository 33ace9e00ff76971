package io.github.syncimage.registry.api;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.message.RegistryRequest;
import io.github.syncimage.registry.message.RegistryResponse;
import io.github.syncimage.registry.message.RequestFailure;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GET of {@code /v2/NAME/tags/list}, page by page. */
final class TagLister {
    /** A page of the longest tags that {@link #MOST_PER_PAGE} allows is far smaller. */
    private static final int LARGEST_PAGE = 4 * 1024 * 1024;

    private static final int MOST_PER_PAGE = 1000;
    /** Some registries ignore the page size and send small ones. */
    private static final int MOST_PAGES = 20;

    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*rel=\"?next\"?");

    private final RegistryHttp http;

    TagLister(RegistryHttp http) {
        this.http = http;
    }

    private record Page(List<String> tags, Optional<String> next) {}

    List<String> list(Repository repository, int most) {
        String first = "/tags/list?n=" + Math.min(most, MOST_PER_PAGE);
        RegistryRequest call = RegistryRequest.pull("list the tags", repository, "GET", first);
        List<String> tags = new ArrayList<>();
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Page page = page(call);
            page.tags().stream().limit(most - tags.size()).forEach(tags::add);
            if (page.next().isEmpty() || tags.size() >= most) {
                break;
            }
            call = call.at(page.next().get());
        }
        return List.copyOf(tags);
    }

    boolean knows(Repository repository) {
        RegistryRequest call = RegistryRequest.pull("look for the repository", repository, "GET", "/tags/list?n=1");
        try {
            return http.exchange(call, answer -> answer.status() != 404);
        } catch (RegistryException e) {
            // A token for an absent repository is refused by some.
            if (e.kind() == RegistryException.Kind.DENIED) {
                return true;
            }
            throw e;
        }
    }

    private Page page(RegistryRequest call) {
        return http.exchange(call, answer -> switch (answer.status()) {
            case 200 -> read(call, answer);
            case 404 -> new Page(List.of(), Optional.empty());
            default -> throw RequestFailure.of(call, answer);
        });
    }

    private Page read(RegistryRequest call, RegistryResponse answer) throws IOException {
        byte[] body = answer.bytes(LARGEST_PAGE)
                .orElseThrow(() -> RequestFailure.content(call, "a page of tags is larger than 4 MiB"));
        List<String> tags = new ArrayList<>();
        Json.list(Json.read(body), "tags").forEach(tag -> tags.add(String.valueOf(tag)));
        return new Page(tags, next(call, answer));
    }

    private Optional<String> next(RegistryRequest call, RegistryResponse answer) {
        Matcher link = NEXT.matcher(answer.header("Link").orElse(""));
        return link.find()
                ? Optional.of(http.resolve(call, answer, link.group(1)).toString())
                : Optional.empty();
    }
}
