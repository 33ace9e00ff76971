package io.github.syncimage.registry.http;

import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.net.RefusedAddressException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Turns what came back into what callers are told. */
public final class RequestFailure {
    private RequestFailure() {}

    /** An answer that is not what the call was made for. */
    public static RegistryException of(RegistryRequest call, RegistryResponse answer) {
        return of(call, answer, null);
    }

    public static RegistryException of(RegistryRequest call, RegistryResponse answer, Instant retryAt) {
        ErrorBody errors = answer.errors();
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

    /** No answer, or only a part of it. */
    public static RegistryException of(RegistryRequest call, IOException trouble) {
        Kind kind = isLasting(trouble) ? Kind.UNEXPECTED : Kind.UNAVAILABLE;
        return new RegistryException(kind, call.action(), call.target(), words(trouble), trouble);
    }

    /** Content that breaks its digest, its size or a limit. */
    public static RegistryException content(RegistryRequest call, String detail) {
        return new RegistryException(Kind.INVALID_CONTENT, call.action(), call.target(), detail);
    }

    /** Something that is refused here, or that no registry should answer. */
    public static RegistryException unexpected(RegistryRequest call, String detail) {
        return new RegistryException(Kind.UNEXPECTED, call.action(), call.target(), detail);
    }

    /** The thread was told to stop; it stays interrupted. */
    public static RegistryException interrupted(RegistryRequest call, Exception cause) {
        Thread.currentThread().interrupt();
        return new RegistryException(Kind.UNAVAILABLE, call.action(), call.target(), "interrupted", cause);
    }

    /** Whether the next try would meet the same: a certificate that is not trusted, an address that is refused. */
    public static boolean isLasting(IOException trouble) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException
                    || cause instanceof SSLPeerUnverifiedException
                    || cause instanceof FileSystemException
                    || cause instanceof RefusedAddressException) {
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
        String said = ErrorBody.clean(String.valueOf(trouble.getMessage()));
        if (trouble instanceof RefusedAddressException) {
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
}
