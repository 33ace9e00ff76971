package io.github.syncimage.testing;

import io.github.syncimage.demo.LoopbackRegistry;
import java.time.Duration;

/**
 * Manners of vendors' registries that a polite one lacks, each a switch of the {@link LoopbackRegistry}. Those that need
 * its inside are methods of its own ({@link LoopbackRegistry#refuseTokensWhole}, {@link
 * LoopbackRegistry#denyEndedCredentials}).
 */
public final class Vendors {
    private static final int ALWAYS = Integer.MAX_VALUE;

    private Vendors() {}

    /**
     * Every HEAD of a blob is answered with that status: 405 by proxies that let only GET through, 403 by gateways whose
     * rules for pushing forgot it.
     *
     * @see <a href="https://github.com/distribution/distribution/issues/1217">one that answers 403</a>
     */
    public static void refuseBlobHeads(LoopbackRegistry registry, int status) {
        registry.failNext(
                ALWAYS,
                status,
                call -> call.method().equals("HEAD") && call.path().contains("/blobs/"));
    }

    /**
     * Every mount is answered with that status (0 breaks the connection) instead of 201 or 202: 401 by Harbor and
     * GitLab, 403 by registries where the user may not read the other repository.
     *
     * @see <a href="https://github.com/goharbor/harbor/issues/17097">Harbor</a>
     * @see <a href="https://github.com/estesp/manifest-tool/issues/53">GitLab</a>
     * @see <a href="https://github.com/containerd/containerd/issues/14086">403, seen by containerd</a>
     */
    public static void refuseMounts(LoopbackRegistry registry, int status) {
        registry.failNext(ALWAYS, status, call -> call.query().contains("mount="));
    }

    /**
     * The next so many upload sessions are forgotten before their first byte, as by CNCF distribution on several nodes
     * that share no secret.
     *
     * @see <a href="https://distribution.github.io/distribution/about/deploying/#load-balancing-considerations">CNCF</a>
     */
    public static void loseUploads(LoopbackRegistry registry, int times) {
        registry.failNext(
                times,
                404,
                "BLOB_UPLOAD_UNKNOWN",
                call -> call.writes() && call.path().matches(".*/blobs/uploads/.+"));
    }

    /**
     * From now on every GET and HEAD of a manifest is over a quota that blobs do not count in, as Docker Hub's.
     *
     * @see <a href="https://docs.docker.com/docker-hub/usage/pulls/">Docker Hub</a>
     */
    public static void limitManifests(LoopbackRegistry registry, Duration retryAfter) {
        registry.limitRate(ALWAYS, call -> !call.writes() && call.path().contains("/manifests/"), retryAfter);
    }
}
