package io.github.syncimage.demo;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.InvalidReferenceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /v2/NAME/blobs/uploads/} and the sessions below it. */
final class UploadRequests {
    private static final Pattern CONTENT_RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    private final DemoRegistry registry;
    private final Storage storage;
    private final Access access;
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

    private record Upload(String id, String repository, ByteArrayOutputStream received) {}

    volatile boolean losesBroken;

    UploadRequests(DemoRegistry registry, Access access) {
        this.registry = registry;
        this.storage = registry.storage;
        this.access = access;
    }

    /** How many sessions were begun and neither finished nor cancelled. */
    int unfinished() {
        return uploads.size();
    }

    /** {@code POST}: mounts, takes the whole blob at once, or begins a session. */
    Response begin(Request request, String repository) throws IOException {
        Response mounted = mount(request, repository);
        if (mounted != null) {
            return mounted;
        }
        Upload upload = new Upload(UUID.randomUUID().toString(), repository, new ByteArrayOutputStream());
        if (!request.query("digest", "").isEmpty()) {
            receive(request, upload);
            return finish(request, upload);
        }
        uploads.put(upload.id, upload);
        return stateOf(upload, 202);
    }

    Response answer(Request request, String repository, String id) throws IOException {
        Upload upload = uploads.get(id);
        if (upload == null || !upload.repository.equals(repository)) {
            throw RegistryRefusal.of(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
        }
        synchronized (upload) {
            return switch (request.method()) {
                case "GET", "HEAD" -> stateOf(upload, 204);
                case "PATCH" -> {
                    checkPosition(request, upload);
                    receive(request, upload);
                    yield stateOf(upload, 202);
                }
                case "PUT" -> {
                    digest(request, "digest");
                    checkPosition(request, upload);
                    receive(request, upload);
                    uploads.remove(upload.id);
                    yield finish(request, upload);
                }
                case "DELETE" -> {
                    uploads.remove(upload.id);
                    yield Response.of(204);
                }
                default -> throw RegistryRefusal.of(405, "UNSUPPORTED", "no such method");
            };
        }
    }

    private Response mount(Request request, String repository) {
        String from = request.query("from", "");
        if (request.query("mount", "").isEmpty() || !access.mayPull(request, from)) {
            return null;
        }
        Digest digest = digest(request, "mount");
        byte[] bytes = storage.blob(from, digest).orElse(null);
        if (bytes == null) {
            return null;
        }
        storage.putBlob(repository, digest, bytes);
        return DemoRegistry.created(repository, "blobs", digest);
    }

    // What a connection brought before it broke stays, so that the client can go on from there.
    private void receive(Request request, Upload upload) throws IOException {
        try {
            request.stream().transferTo(upload.received);
        } catch (IOException e) {
            if (losesBroken) {
                uploads.remove(upload.id);
            }
            throw e;
        }
    }

    private Response finish(Request request, Upload upload) {
        return registry.store(upload.repository, digest(request, "digest"), upload.received.toByteArray());
    }

    private static void checkPosition(Request request, Upload upload) {
        String header = request.header("Content-Range").replaceFirst("^bytes[ =]", "");
        Matcher range = CONTENT_RANGE.matcher(header);
        boolean wrong = range.find() && Long.parseLong(range.group(1)) != upload.received.size();
        if (wrong || !header.isEmpty() && !range.reset().find()) {
            throw RegistryRefusal.of(416, "RANGE_INVALID", "the upload is at " + upload.received.size())
                    .with("Location", location(upload))
                    .with("Range", range(upload));
        }
    }

    private static Response stateOf(Upload upload, int status) {
        return Response.of(status)
                .with("Location", location(upload))
                .with("Range", range(upload))
                .with("Docker-Upload-UUID", upload.id);
    }

    // Relative and with a query, as registries may: a client has to resolve it and to keep the query.
    private static String location(Upload upload) {
        return "/v2/" + upload.repository + "/blobs/uploads/" + upload.id + "?_state=" + upload.received.size();
    }

    private static String range(Upload upload) {
        return "0-" + Math.max(0, upload.received.size() - 1);
    }

    private static Digest digest(Request request, String parameter) {
        try {
            return Digest.parse(request.query(parameter, ""));
        } catch (InvalidReferenceException e) {
            throw RegistryRefusal.of(400, "DIGEST_INVALID", e.getMessage());
        }
    }
}
