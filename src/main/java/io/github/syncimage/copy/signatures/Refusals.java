package io.github.syncimage.copy.signatures;

import io.github.syncimage.concurrent.LruCache;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.registry.RegistryException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Kinds of artifacts that target hosts have refused, for a day each: a registry may learn them. The first of a kind goes
 * alone, so that images that come at once cost one refusal and not each.
 */
final class Refusals {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST = 1000;

    /** Ends with the host's refusal, or well where it took the first. */
    private final LruCache<Kind, CompletableFuture<Void>> answers = new LruCache<>(MOST, KEPT);

    private record Kind(String host, String what) {}

    /** @throws RegistryException as the host refused the like of this */
    void check(String host, String kind) {
        answers.find(new Kind(host, kind)).filter(CompletableFuture::isDone).ifPresent(Parallel::join);
    }

    /** @throws RegistryException that of {@code put}, or as the host refused the like of this */
    void put(String host, String kind, Runnable put) {
        Kind key = new Kind(host, kind);
        CompletableFuture<Void> own = new CompletableFuture<>();
        CompletableFuture<Void> first = answers.compute(key, known -> known == null ? own : known);
        if (first != own) {
            Parallel.join(first);
        }
        try {
            put.run();
            own.complete(null);
        } catch (RegistryException e) {
            if (isOfTheKind(e)) {
                own.completeExceptionally(e);
                answers.put(key, own);
            }
            throw e;
        } finally {
            // Trouble, a quota or an immutable tag says nothing of the kind: those that wait try it themselves.
            if (own.complete(null)) {
                answers.remove(key, own);
            }
        }
    }

    /** Tells if the host takes none like this, whatever the repository; Aliyun's says {@code 403} to a manifest class. */
    private static boolean isOfTheKind(RegistryException answer) {
        return answer.kind() == RegistryException.Kind.MANIFEST_REFUSED
                || answer.codes().contains("UNSUPPORTED")
                || answer.detail().contains("manifest class");
    }
}
