package io.github.syncimage.registry;

import java.time.Instant;
import java.util.List;

/**
 * A registry call that did not do what it should: what was tried, at what, and what came back. The report renders the
 * fields; nobody reads the message to decide something.
 */
public class RegistryException extends RuntimeException {
    /** The kinds of trouble, for those who have to decide or to explain. */
    public enum Kind {
        /** 404: no such repository, manifest or blob. */
        NOT_FOUND,
        /** 401 or 403 after the credentials that we have: private, absent, or not ours to write. */
        DENIED,
        /** 429 beyond what waiting inside a call may take; {@link RegistryException#retryAt} says until when. */
        RATE_LIMITED,
        /** The manifest's format is not taken by this registry: MANIFEST_INVALID or 415. */
        MANIFEST_REFUSED,
        /** Content differs from its digest or size, or breaks a limit; trying again would not help. */
        INVALID_CONTENT,
        /** No connection, a broken one, or a 5xx, after all tries. */
        UNAVAILABLE,
        /** The image was at work for longer than is allowed, whoever is to blame. */
        TOO_SLOW,
        /** Any other answer. */
        UNEXPECTED
    }

    private final Kind kind;
    private final String action;
    private final String target;
    private final int status;
    private final List<String> codes;
    private final String detail;
    private final Instant retryAt;

    /**
     * @param action what was being done, in the infinitive: {@code "read the manifest"}
     * @param target the repository or image it was done to, never a URL with a query
     * @param status the HTTP status, 0 where none came
     * @param codes the registry's error codes ({@code MANIFEST_UNKNOWN}), maybe none
     * @param detail what came back, in a few words, already capped and free of secrets
     * @param retryAt when it is worth trying again, or null
     */
    public RegistryException(
            Kind kind,
            String action,
            String target,
            int status,
            List<String> codes,
            String detail,
            Instant retryAt,
            Throwable cause) {
        super("could not " + action + " (" + target + "): " + detail, cause);
        this.kind = kind;
        this.action = action;
        this.target = target;
        this.status = status;
        this.codes = List.copyOf(codes);
        this.detail = detail;
        this.retryAt = retryAt;
    }

    /** One without an answer of the registry, or in which the answer says nothing. */
    public RegistryException(Kind kind, String action, String target, String detail) {
        this(kind, action, target, detail, null);
    }

    public RegistryException(Kind kind, String action, String target, String detail, Throwable cause) {
        this(kind, action, target, 0, List.of(), detail, null, cause);
    }

    /** Copies it with what another way of doing it came to. */
    public RegistryException with(String more) {
        return new RegistryException(kind, action, target, status, codes, detail + "; " + more, retryAt, this);
    }

    public Kind kind() {
        return kind;
    }

    public String action() {
        return action;
    }

    public String target() {
        return target;
    }

    public int status() {
        return status;
    }

    public List<String> codes() {
        return codes;
    }

    /** Says in a few words what came back. */
    public String detail() {
        return detail;
    }

    /** Returns when the registry takes requests again, or null where it did not say. */
    public Instant retryAt() {
        return retryAt;
    }

    /** Tells whether the same call may go through later. */
    public boolean temporary() {
        return kind == Kind.RATE_LIMITED || kind == Kind.UNAVAILABLE;
    }
}
