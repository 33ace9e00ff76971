package io.github.syncimage.registry.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.api.RegistryRequest.Payload;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and writes {@code /v2/NAME/manifests/REFERENCE}. */
record Manifests(RegistryHttp http) {
    /** All that can be copied, and the obsolete format so that it can be told from an absent image. */
    private static final String ACCEPT = String.join(
            ", ",
            MediaTypes.OCI_INDEX,
            MediaTypes.DOCKER_LIST,
            MediaTypes.OCI_MANIFEST,
            MediaTypes.DOCKER_MANIFEST,
            MediaTypes.DOCKER_SCHEMA1 + ";q=0.1");

    Optional<Descriptor> head(ImageReference image) {
        RegistryRequest call = read("HEAD", image);
        Optional<Optional<Descriptor>> told = http.exchange(call, answer -> switch (answer.status()) {
            case 404 -> Optional.of(Optional.empty());
            case 200 -> descriptor(answer, image).map(Optional::of);
            // Some registries and proxies know no HEAD.
            case 400, 405, 501 -> Optional.empty();
            default -> throw RequestFailure.of(call, answer);
        });
        return told.orElseGet(() -> get(image, Manifest.MAX_BYTES).map(Manifest::descriptor));
    }

    /** Empty where the head does not tell all of it, or something else than what was asked for. */
    private static Optional<Descriptor> descriptor(RegistryResponse answer, ImageReference image) {
        Optional<Digest> digest = answer.digest().filter(d -> image.digest() == null || d.equals(image.digest()));
        Optional<String> mediaType = Type.ofHeader(answer.header("Content-Type"));
        return digest.isEmpty() || mediaType.isEmpty() || answer.length() <= 0
                ? Optional.empty()
                : Optional.of(new Descriptor(mediaType.get(), digest.get(), answer.length()));
    }

    Optional<Manifest> get(ImageReference image, int most) {
        RegistryRequest call = read("GET", image);
        return http.exchange(call, answer -> switch (answer.status()) {
            case 404 -> Optional.empty();
            case 200 -> Optional.of(read(call, answer, image, most));
            default -> throw RequestFailure.of(call, answer);
        });
    }

    private static Manifest read(RegistryRequest call, RegistryResponse answer, ImageReference image, int most)
            throws IOException {
        byte[] bytes = answer.bytes(call, most, tooLarge(most));
        String mediaType = Type.ofHeader(answer.header("Content-Type"))
                .filter(Type::isKnown)
                .orElseGet(() -> Type.ofContent(bytes));
        check(call, image.digest(), bytes, "what it was asked for");
        // The digest of schema 1 leaves out the signatures, and nobody copies it.
        if (image.digest() == null && !mediaType.equals(MediaTypes.DOCKER_SCHEMA1)) {
            check(call, answer.digest().orElse(null), bytes, "the one that the registry names");
        }
        return new Manifest(mediaType, bytes, named(image, answer, bytes));
    }

    private static String tooLarge(int most) {
        return most == Manifest.MAX_BYTES
                ? "the manifest is larger than 4 MiB"
                : "the manifest has more bytes than the " + most + " that were announced";
    }

    /** By the algorithm of whoever named it, the reference or else the registry; both were checked. */
    private static Digest named(ImageReference image, RegistryResponse answer, byte[] bytes) {
        return Optional.ofNullable(image.digest())
                .or(answer::digest)
                .filter(digest -> digest.matches(bytes))
                .orElseGet(() -> Digest.of(bytes));
    }

    private static void check(RegistryRequest call, Digest expected, byte[] bytes, String which) {
        if (expected != null && !expected.matches(bytes)) {
            throw RequestFailure.content(call, "the manifest's digest is not " + which + ", " + expected);
        }
    }

    private static RegistryRequest read(String method, ImageReference image) {
        return RegistryRequest.pull(
                        "read the manifest", image.repository(), method, "/manifests/" + image.manifestReference())
                .about(image.toString())
                .header("Accept", ACCEPT);
    }

    Digest put(ImageReference at, Manifest manifest) {
        RegistryRequest call = RegistryRequest.push(
                        "write the manifest", at.repository(), "PUT", "/manifests/" + at.manifestReference())
                .about(at.toString())
                .payload(Payload.of(manifest.mediaType(), manifest.bytes()));
        return http.exchange(call, answer -> {
            if (answer.status() / 100 != 2) {
                throw RequestFailure.of(call, answer);
            }
            // A registry may name it by another algorithm than the source does.
            Digest stored = answer.digest().orElse(manifest.digest());
            if (!stored.matches(manifest.bytes())) {
                throw RequestFailure.content(call, "the registry stored something else: " + stored);
            }
            return stored;
        });
    }

    boolean delete(ImageReference tag) {
        if (tag.digest() != null || tag.tag() == null) {
            throw new IllegalArgumentException("only a tag may be deleted, never a manifest: " + tag);
        }
        RegistryRequest call = RegistryRequest.push(
                        "delete the tag", tag.repository(), "DELETE", "/manifests/" + tag.tag())
                .about(tag.toString());
        return http.exchange(call, answer -> answer.status() / 100 == 2);
    }

    /** Finds out the media type of a manifest; some registries send it as plain JSON or text. */
    private static final class Type {
        private static final Set<String> MEANINGLESS =
                Set.of("", "application/json", "application/octet-stream", "text/plain", "text/html");

        private static final Map<String, String> SHAPES =
                Map.of("manifests", MediaTypes.OCI_INDEX, "layers", MediaTypes.OCI_MANIFEST);
        private static final JsonFactory FACTORY = new JsonFactory();

        /** Reads the header, without parameters; empty when it says nothing. */
        static Optional<String> ofHeader(Optional<String> contentType) {
            String type = contentType.orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            return MEANINGLESS.contains(type) ? Optional.empty() : Optional.of(type);
        }

        /** Tells whether the type says what is in there; of another one the content itself says more. */
        static boolean isKnown(String mediaType) {
            return MediaTypes.isIndex(mediaType)
                    || MediaTypes.isManifest(mediaType)
                    || mediaType.equals(MediaTypes.DOCKER_SCHEMA1);
        }

        /** Reads what the content says of itself, or else its shape; {@code application/json} for anything else. */
        static String ofContent(byte[] bytes) {
            try (JsonParser parser = FACTORY.createParser(bytes)) {
                return ofContent(parser);
            } catch (IOException e) {
                return "application/json";
            }
        }

        /** Goes over the members at the top without keeping what they hold: it is a stranger's, and may be large. */
        private static String ofContent(JsonParser parser) throws IOException {
            String shape = "application/json";
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("mediaType")
                        && value == JsonToken.VALUE_STRING
                        && !parser.getText().isEmpty()) {
                    return parser.getText();
                }
                if (name.equals("schemaVersion")
                        && value == JsonToken.VALUE_NUMBER_INT
                        && parser.getText().equals("1")) {
                    shape = MediaTypes.DOCKER_SCHEMA1;
                } else if (SHAPES.containsKey(name) && !shape.equals(MediaTypes.DOCKER_SCHEMA1)) {
                    shape = shape.equals(MediaTypes.OCI_INDEX) ? shape : SHAPES.get(name);
                }
                parser.skipChildren();
            }
            return shape;
        }
    }
}
