package io.github.syncimage.registry.api;

import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.net.AddressGuard;
import io.github.syncimage.text.Sizes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Turns what came back into what callers are told. */
final class RequestFailure {
    /** The setting that bounds requests, by what a {@code Server} header names. */
    private static final Map<String, String> SIZE_SETTINGS = new TreeMap<>(Map.of(
            "nginx", "client_max_body_size (in Kubernetes the annotation nginx.ingress.kubernetes.io/proxy-body-size)",
            "cloudflare", "the upload limit of the plan (100 MB where nothing was booked)",
            "apache", "LimitRequestBody",
            "traefik", "maxRequestBodyBytes of its buffering middleware",
            "envoy", "max_request_bytes of its buffer filter",
            "haproxy", "its rule on req.body_size",
            "microsoft-iis", "maxAllowedContentLength"));

    private RequestFailure() {}

    /** An answer that is not what the call was made for. */
    static RegistryException of(RegistryRequest call, RegistryResponse answer) {
        return of(call, answer, null);
    }

    static RegistryException of(RegistryRequest call, RegistryResponse answer, Instant retryAt) {
        RegistryResponse.Errors errors = answer.errors();
        int status = answer.status();
        String detail = (status == 407 ? "the proxy refuses: " : "") + "HTTP " + status
                + (errors.text().isEmpty() ? "" : ": " + errors.text());
        Kind kind = retryAt != null ? Kind.RATE_LIMITED : kind(call, status, errors.codes());
        return new RegistryException(kind, call.action(), call.target(), status, errors.codes(), detail, retryAt, null);
    }

    private static Kind kind(RegistryRequest call, int status, List<String> codes) {
        if (status == 429 || codes.contains(RegistryResponse.RATE_LIMIT)) {
            return Kind.RATE_LIMITED;
        }
        if (call.method().equals("PUT") && (status == 415 || codes.contains("MANIFEST_INVALID"))) {
            return Kind.MANIFEST_REFUSED;
        }
        return switch (status) {
            case 401, 403 -> Kind.DENIED;
            case 404 -> Kind.NOT_FOUND;
            default -> RegistryResponse.isTemporary(status) ? Kind.UNAVAILABLE : Kind.UNEXPECTED;
        };
    }

    /** Makes a call, and returns the other value where the registry denies it. */
    static <T> T unlessDenied(Supplier<T> call, T denied) {
        try {
            return call.get();
        } catch (RegistryException e) {
            if (e.kind() == Kind.DENIED) {
                return denied;
            }
            throw e;
        }
    }

    /** No answer, or only a part of it. */
    static RegistryException of(RegistryRequest call, IOException trouble) {
        Kind kind = isPermanent(trouble) ? Kind.UNEXPECTED : Kind.UNAVAILABLE;
        return new RegistryException(kind, call.action(), call.target(), words(trouble), trouble);
    }

    /** Content that breaks its digest, its size or a limit. */
    static RegistryException content(RegistryRequest call, String detail) {
        return new RegistryException(Kind.INVALID_CONTENT, call.action(), call.target(), detail);
    }

    /** Something that is refused here, or that no registry should answer. */
    static RegistryException unexpected(RegistryRequest call, String detail) {
        return new RegistryException(Kind.UNEXPECTED, call.action(), call.target(), detail);
    }

    /** The thread was told to stop; it stays interrupted. */
    static RegistryException interrupted(RegistryRequest call, Exception cause) {
        Thread.currentThread().interrupt();
        return new RegistryException(Kind.UNAVAILABLE, call.action(), call.target(), "interrupted", cause);
    }

    /** Tells whether the next try would meet the same: a certificate that is not trusted, an address that is refused. */
    static boolean isPermanent(IOException trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException
                    || cause instanceof SSLPeerUnverifiedException
                    || cause instanceof FileSystemException
                    || cause instanceof AddressGuard.RefusedException) {
                return true;
            }
        }
        return speaksNoTls(trouble);
    }

    private static boolean speaksNoTls(IOException trouble) {
        return trouble instanceof SSLException
                && String.valueOf(trouble.getMessage()).contains("unrecognized SSL message");
    }

    private static String words(IOException trouble) {
        String said = RegistryResponse.Errors.clean(String.valueOf(trouble.getMessage()));
        if (trouble instanceof AddressGuard.RefusedException) {
            return "refused to follow the registry: " + trouble.getMessage();
        }
        if (speaksNoTls(trouble)) {
            return "the host does not speak TLS; plain_http under registries.hosts would allow plain HTTP";
        }
        if (trouble instanceof UnknownHostException) {
            return "the host name does not resolve: " + said;
        }
        if (trouble instanceof SSLException) {
            return "TLS: " + said;
        }
        if (trouble instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (trouble instanceof ConnectException || trouble instanceof InterruptedIOException) {
            return "no connection: " + said;
        }
        return "the connection broke: " + said;
    }

    /** Not even a small request is taken (413), most often by a proxy before the registry: says what to raise there. */
    static RegistryException tooLarge(RegistryRequest call, RegistryResponse answer, long length) {
        String server = answer.header("Server").orElse("").toLowerCase(Locale.ROOT);
        String known = SIZE_SETTINGS.entrySet().stream()
                .filter(entry -> server.contains(entry.getKey()))
                .map(entry -> "raise " + entry.getValue() + " at the " + entry.getKey() + " that answers")
                .findFirst()
                .orElseGet(() -> "where a proxy answers so, raise what bounds requests there: "
                        + SIZE_SETTINGS.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue())
                                .collect(Collectors.joining("; ")));
        return of(call, answer)
                .with("a request of " + Sizes.text(length) + " is too large for it, and smaller ones are not sent; "
                        + known);
    }
}
