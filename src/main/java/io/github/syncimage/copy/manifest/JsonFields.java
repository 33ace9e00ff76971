package io.github.syncimage.copy.manifest;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Platform;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Reads members of an untrusted JSON object, each checked for its type. */
final class JsonFields {
    /** More children or layers than any image has: the largest indexes list some 60, and Docker stops at 127 layers. */
    static final int MOST_ENTRIES = 1000;

    static final Json.Kept DESCRIPTOR = Json.Kept.of("mediaType", "digest", "size");

    /** 1 PiB: no blob is larger, and sums of larger sizes could overflow. */
    private static final long LARGEST = 1L << 50;

    private JsonFields() {}

    interface Reading<T> {
        T read() throws IOException;
    }

    /** @throws InvalidManifestException when what is read is not what it has to be */
    static <T> T valid(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new InvalidManifestException(e.getMessage());
        }
    }

    static Digest digest(String text, String otherwise) {
        try {
            return Digest.parse(text);
        } catch (InvalidReferenceException e) {
            throw new InvalidManifestException("has " + otherwise);
        }
    }

    /** The objects in a list, none where the member is missing. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Map<String, ?> object, String name) {
        if (!(object.get(name) instanceof List<?> list)) {
            return List.of();
        }
        if (list.size() > MOST_ENTRIES) {
            throw new InvalidManifestException(
                    "lists " + list.size() + " '" + name + "', more than the " + MOST_ENTRIES + " that are read");
        }
        for (Object element : list) {
            if (!(element instanceof Map<?, ?>)) {
                throw new InvalidManifestException("has something else than objects in '" + name + "'");
            }
        }
        return (List<Map<String, Object>>) (List<?>) list;
    }

    static Descriptor descriptor(Map<String, ?> object) {
        String mediaType = Json.text(object, "mediaType");
        String text = Json.text(object, "digest");
        if (mediaType.isEmpty() || text.isEmpty()) {
            throw new InvalidManifestException("has a descriptor without media type or digest");
        }
        Digest digest = digest(text, "a descriptor with an invalid digest");
        if (object.get("size") instanceof Long size && size >= 0 && size <= LARGEST) {
            return new Descriptor(mediaType, digest, size);
        }
        throw new InvalidManifestException("has no valid 'size'");
    }

    /** The platform in {@code os}, {@code architecture} and {@code variant}, or null where the first two are missing. */
    static Platform platform(Map<String, ?> object) {
        String os = Json.text(object, "os");
        String architecture = Json.text(object, "architecture");
        String variant = Json.text(object, "variant");
        if (os.isEmpty() || architecture.isEmpty()) {
            return null;
        }
        try {
            // Through the parser, so that strange characters never reach a comment or a terminal.
            return Platform.parse(os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant));
        } catch (InvalidReferenceException e) {
            throw new InvalidManifestException("names an invalid platform");
        }
    }
}
