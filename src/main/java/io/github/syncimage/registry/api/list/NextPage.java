package io.github.syncimage.registry.api.list;

import io.github.syncimage.registry.http.RegistryHttp;
import io.github.syncimage.registry.message.RegistryRequest;
import io.github.syncimage.registry.message.RegistryResponse;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a list goes on: what {@code Link} says, exactly as it says it, since some registries hide their place in it. */
final class NextPage {
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*rel=\"?next\"?");

    private NextPage() {}

    static Optional<String> of(RegistryHttp http, RegistryRequest call, RegistryResponse answer) {
        Matcher link = NEXT.matcher(String.join(", ", answer.headers("Link")));
        return link.find()
                ? Optional.of(http.resolve(call, answer, link.group(1)).toString())
                : Optional.empty();
    }
}
