package io.github.syncimage.report;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.plan.Signatures.Attached;
import io.github.syncimage.copy.plan.Signatures.Left;
import io.github.syncimage.copy.plan.Signatures.Statement;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.trust.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Outcomes for tests, named for the situation as the expected comments are. */
final class Outcomes {
    static final ImageReference SOURCE = ImageReference.parse("gcr.io/google-samples/hello-app:1.0");
    static final ImageReference TARGET =
            ImageReference.parse("swr.cn-southwest-2.myhuaweicloud.com/team/hello-app:1.0");
    private static final Digest DIGEST = Digest.of("index");
    private static final List<Platform> UPSTREAM = platforms("linux/amd64", "linux/arm64", "linux/s390x");

    private Outcomes() {}

    static Map<String, List<Outcome>> all() {
        Map<String, List<Outcome>> all = new LinkedHashMap<>();
        all.put("queued", List.of(new Outcome.Queued("gcr.io/google-samples/hello-app:1.0", 0)));
        all.put("copying-size-not-known", List.of(new Outcome.Copying(SOURCE, TARGET, 0, 0)));
        all.put("copying-halfway", List.of(copying()));
        all.put("waiting-until", List.of(waiting(Instant.parse("2026-11-24T20:30:01Z"))));
        all.put("waiting-open-end", List.of(waiting(null)));
        all.put("mirrored-public-same-digest", List.of(mirrored()));
        all.put("mirrored-subset-private-renamed", List.of(mirroredSubset()));
        all.put("mirrored-already-present-by-digest", List.of(alreadyPresentByDigest()));
        all.put(
                "mirrored-dialect-visibility-unknown",
                List.of(new Outcome.Mirrored(
                        result(SOURCE, Digest.of("list"), DigestDifference.DIALECT, false),
                        new Visibility(
                                Visibility.State.UNKNOWN, Visibility.Cause.NONE, "the registry could not be reached"),
                        null)));
        for (DigestDifference difference : List.of(DigestDifference.ATTESTATIONS, DigestDifference.ENGINE)) {
            all.put("mirrored-differs-" + lower(difference), List.of(mirrored(difference, Visibility.PUBLIC)));
        }
        for (Visibility.Cause cause : Visibility.Cause.values()) {
            Visibility visibility = new Visibility(Visibility.State.PRIVATE, cause, "401 UNAUTHORIZED");
            all.put("mirrored-private-" + lower(cause), List.of(mirrored(DigestDifference.NONE, visibility)));
        }
        all.put("mirrored-chart", List.of(artifact(ArtifactType.HELM, List.of())));
        all.put("mirrored-files", List.of(artifact(ArtifactType.ARTIFACT_OF_FILES, List.of())));
        all.put("mirrored-wasm", List.of(artifact(ArtifactType.WASM, platforms("wasip1/wasm"))));
        all.put(
                "refused-too-large-artifact",
                List.of(refused("ghcr.io/a/model:1", "too_large", "ghcr.io/a/model:1 has 42 GB, more than the limit")));
        all.put(
                "mirrored-signed",
                List.of(signed(new Signatures(
                        List.of(
                                new Attached("sig", "index", Digest.of("sig"), true),
                                new Attached("att", "linux/amd64", Digest.of("att"), false)),
                        List.of(new Attached("bundle", "index", Digest.of("bundle"), true)),
                        List.of(),
                        List.of(new Statement("https://slsa.dev/provenance/v1", "linux/amd64")),
                        null))));
        all.put(
                "mirrored-signed-in-part",
                List.of(signed(new Signatures(
                        List.of(new Attached("sig", "linux/amd64", Digest.of("sig"), true)),
                        List.of(),
                        List.of(
                                new Left("sig", "index", Signatures.Why.SUBSET, ""),
                                new Left(
                                        "bundle",
                                        "linux/amd64",
                                        Signatures.Why.REFUSED,
                                        "HTTP 403: unknown manifest class")),
                        List.of(),
                        null))));
        all.put(
                "mirrored-signatures-left",
                List.of(signed(new Signatures(
                        List.of(),
                        List.of(),
                        Arrays.stream(Signatures.Why.values())
                                .filter(why -> why != Signatures.Why.SUBSET && why != Signatures.Why.REFUSED)
                                .map(why -> new Left("sig", "index", why, ""))
                                .toList(),
                        List.of(),
                        null))));
        all.put("refused-unsigned", List.of(refused("nginx:1", "unsigned", "docker.io/library/nginx:1 is not signed")));
        all.put("refused-absent-tag", List.of(absentTag()));
        all.put(
                "refused-no-such-platform",
                List.of(refused(
                        "docker.io/arm64v8/nginx:alpine",
                        "no_such_platform",
                        "no image for linux/amd64",
                        platforms("linux/arm64"),
                        List.of(),
                        null)));
        all.put(
                "refused-mirror-address",
                List.of(refused(
                        "docker.io/lscr.io/linuxserver/bazarr:1.4",
                        "mirror_address",
                        "docker.io/lscr.io/linuxserver/bazarr is a registry's name behind Docker Hub's",
                        List.of(),
                        List.of(),
                        ImageReference.parse("lscr.io/linuxserver/bazarr:1.4"))));
        all.put("refused-unsupported-registry", List.of(unsupportedRegistry()));
        all.put(
                "refused-denied-image",
                List.of(refused("docker.io/evil/x:1", "denied_image", "the operator does not serve docker.io/evil/x")));
        all.put("refused-denied-user", List.of(refused("", "denied_user", "asked for 500 images of a game")));
        all.put("refused-quota", List.of(refused("nginx", "quota", "5 requests a day, 5 were made")));
        all.put("refused-reason-without-words", List.of(refused("nginx", "brand_new", "the moon is full")));
        all.put("failed-for-now", List.of(failed(true)));
        all.put("failed-for-good", List.of(failed(false)));
        all.put(
                "failed-organization",
                List.of(failed(
                        "start the upload of a blob",
                        "403 DENIED: organization 'team' is missing or not ours",
                        Outcome.Hint.ORGANIZATION)));
        all.put(
                "failed-too-slow",
                List.of(failed(
                        "mirror the image (" + SOURCE + ")",
                        "too_slow: it was at work for longer than limits.image_time allows, 6h",
                        Outcome.Hint.TOO_SLOW)));
        all.put("several-done", List.of(mirrored(), alreadyPresentByDigest()));
        all.put("several-in-part", List.of(mirrored(), absentTag()));
        all.put("several-running", List.of(new Outcome.Queued("nginx:alpine", 0), copying(), failed(true)));
        all.put("cancelled", List.of(new Outcome.Cancelled("gcr.io/google-samples/hello-app:1.0")));
        all.put("several-cancelled", List.of(mirrored(), new Outcome.Cancelled("docker.io/library/nginx:alpine")));
        all.put("several-failed", List.of(failed(false), unsupportedRegistry()));
        return all;
    }

    private static Outcome.Mirrored artifact(ArtifactType type, List<Platform> platforms) {
        CopyResult result = result(
                type,
                SOURCE,
                DIGEST,
                DigestDifference.NONE,
                platforms,
                PlatformSelection.parse("linux/amd64"),
                platforms,
                List.of(),
                false);
        return new Outcome.Mirrored(result, Visibility.PUBLIC, null);
    }

    private static Outcome.Mirrored signed(Signatures signatures) {
        return new Outcome.Mirrored(mirrored().result().with(signatures, 0), Visibility.PUBLIC, null);
    }

    static Outcome.Copying copying() {
        return new Outcome.Copying(SOURCE, TARGET, 61_000_000, 121_000_000);
    }

    static Outcome.Waiting waiting(Instant until) {
        return new Outcome.Waiting(SOURCE, "docker.io", until);
    }

    static Outcome.Mirrored mirrored() {
        return mirrored(DigestDifference.NONE, Visibility.PUBLIC);
    }

    static Outcome.Mirrored mirroredSubset() {
        return new Outcome.Mirrored(
                result(
                        SOURCE,
                        Digest.of("subset"),
                        DigestDifference.SUBSET,
                        UPSTREAM,
                        PlatformSelection.parse("linux/amd64,linux/arm/v7"),
                        platforms("linux/amd64"),
                        platforms("linux/arm/v7"),
                        false),
                new Visibility(
                        Visibility.State.PRIVATE,
                        Visibility.Cause.NOT_PUBLISHED,
                        "403 SVCSTG.SWR.4030001: no right to update the repository"),
                new Outcome.Renamed(
                        ImageReference.parse("swr.cn-southwest-2.myhuaweicloud.com/team/app:1.0"),
                        ImageReference.parse("quay.io/team/app").repository()));
    }

    private static Outcome.Mirrored alreadyPresentByDigest() {
        return new Outcome.Mirrored(
                result(SOURCE.repository().digest(DIGEST), DIGEST, DigestDifference.NONE, true),
                Visibility.PUBLIC,
                null);
    }

    private static Outcome.Mirrored mirrored(DigestDifference difference, Visibility visibility) {
        Digest targetDigest = difference == DigestDifference.NONE ? DIGEST : Digest.of(difference.name());
        return new Outcome.Mirrored(result(SOURCE, targetDigest, difference, false), visibility, null);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static CopyResult result(
            ImageReference source, Digest targetDigest, DigestDifference difference, boolean alreadyPresent) {
        return result(
                source, targetDigest, difference, UPSTREAM, PlatformSelection.ALL, UPSTREAM, List.of(), alreadyPresent);
    }

    /** All of it is said of these platforms. */
    static CopyResult result(List<Platform> platforms) {
        return result(
                SOURCE, DIGEST, DigestDifference.SUBSET, platforms, PlatformSelection.ALL, platforms, platforms, false);
    }

    private static CopyResult result(
            ImageReference source,
            Digest targetDigest,
            DigestDifference difference,
            List<Platform> upstream,
            PlatformSelection wanted,
            List<Platform> mirrored,
            List<Platform> skipped,
            boolean alreadyPresent) {
        return result(
                ArtifactType.IMAGE,
                source,
                targetDigest,
                difference,
                upstream,
                wanted,
                mirrored,
                skipped,
                alreadyPresent);
    }

    private static CopyResult result(
            ArtifactType type,
            ImageReference source,
            Digest targetDigest,
            DigestDifference difference,
            List<Platform> upstream,
            PlatformSelection wanted,
            List<Platform> mirrored,
            List<Platform> skipped,
            boolean alreadyPresent) {
        return new CopyResult(
                type,
                source,
                TARGET,
                DIGEST,
                targetDigest,
                difference,
                upstream,
                wanted,
                mirrored,
                List.of(),
                skipped,
                191_260_672,
                alreadyPresent ? 0 : 150_000_000,
                Duration.ofMillis(alreadyPresent ? 340 : 83_400),
                alreadyPresent,
                Signatures.NONE,
                Verification.NOT_ASKED);
    }

    static Outcome.Refused refused(String image, String reason, String message) {
        return new Outcome.Refused(image, reason, message, List.of());
    }

    private static Outcome.Refused refused(
            String image,
            String reason,
            String message,
            List<Platform> platforms,
            List<String> tags,
            ImageReference suggestion) {
        return new Outcome.Refused(image, reason, message, platforms, tags, List.of(), "", suggestion);
    }

    static Outcome.Refused absentTag() {
        return refused(
                "gcr.io/google-samples/hello-app:9.9",
                "not_found",
                "no manifest of that tag (404 MANIFEST_UNKNOWN)",
                List.of(),
                List.of("1.0", "2.0", "latest"),
                null);
    }

    private static Outcome.Refused unsupportedRegistry() {
        return new Outcome.Refused(
                "registry.example.com/app:1",
                "unsupported_registry",
                "no rule serves registry.example.com",
                List.of("docker.io", "gcr.io", "ghcr.io", "quay.io", "registry.k8s.io"));
    }

    static Outcome.Failed failed(boolean temporary) {
        return new Outcome.Failed(
                SOURCE,
                temporary ? TARGET : null,
                "read the manifest",
                "503 Service Unavailable",
                temporary,
                Outcome.Hint.NONE);
    }

    private static Outcome.Failed failed(String action, String answer, Outcome.Hint hint) {
        return new Outcome.Failed(SOURCE, TARGET, action, answer, false, hint);
    }

    private static List<Platform> platforms(String... texts) {
        return Arrays.stream(texts).map(Platform::parse).toList();
    }
}
