package io.github.syncimage.postprocess.swr;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ConnectionException;
import com.huaweicloud.sdk.core.exception.RequestTimeoutException;
import com.huaweicloud.sdk.core.exception.SdkException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.core.exception.SslHandShakeException;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.core.http.HttpResponse;
import com.huaweicloud.sdk.core.region.Region;
import com.huaweicloud.sdk.swr.v2.SwrClient;
import com.huaweicloud.sdk.swr.v2.model.CreateNamespaceRequest;
import com.huaweicloud.sdk.swr.v2.model.ShowNamespaceRequest;
import com.huaweicloud.sdk.swr.v2.model.ShowRepositoryRequest;
import com.huaweicloud.sdk.swr.v2.model.UpdateRepoRequest;
import io.github.syncimage.concurrent.BackOff;
import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.image.Repository;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The few calls of SWR's management API that this program makes. The SDK's client is made by the first of them. */
final class SwrApi {
    /**
     * How long the management API is waited for, and how often a call is tried while its trouble is temporary. The registry
     * client's retry does not reach these calls, which are the SDK's; all of them may be repeated without harm.
     *
     * @param readSeconds between two bytes of an answer
     * @param tries of one call, the first one counted
     * @param firstPause before the second try; doubled before each that follows
     */
    record Patience(int readSeconds, int tries, Duration firstPause) {
        /**
         * The SDK's own 60 s and 120 s are too long for the detail of an answer that somebody waits for, and these calls
         * change one row of a database. Four tries with pauses of 1, 2 and 4 s outlive the restart of a gateway, and not a
         * longer outage.
         */
        static final Patience NORMAL = new Patience(30, 4, Duration.ofSeconds(1));

        private static final int CONNECT_SECONDS = 10;
        /** A longer wait than this would hold back the answer on the issue for a detail of it. */
        private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

        /** @throws Failure of the last try */
        private <T> T call(Supplier<T> what) {
            BackOff pauses = new BackOff(firstPause, LONGEST_PAUSE);
            for (int failed = 0; ; failed++) {
                try {
                    return what.get();
                } catch (Failure e) {
                    Duration wait = e.retryAfter != null ? e.retryAfter : pauses.pause(failed);
                    boolean last = failed + 1 == tries;
                    if (!e.temporary || last || wait.compareTo(LONGEST_PAUSE) > 0 || !DaemonThreads.slept(wait)) {
                        throw e;
                    }
                }
            }
        }
    }

    /**
     * The management API did not do what it was asked; the message is one line with the status and the API's error code. An
     * error answer comes in several shapes: {@code {"errors": [{"errorCode", "errorMessage"}]}}, the same list without the
     * object around it, {@code {"error_code", "error_msg"}} from the gateway, and {@code {"error": {"code", "message"}}} from
     * IAM; the SDK itself reads only the last two.
     */
    static final class Failure extends RuntimeException {
        /** These go away by themselves: too many requests, and trouble on the server's side. */
        private static final Set<Integer> TEMPORARY = Set.of(408, 429, 500, 502, 503, 504);
        /** Enough for every message of the vendor's table; a comment is no place for a page of HTML. */
        private static final int LONGEST_MESSAGE = 200;
        /** A wait in seconds of more digits is no wait but a mistake. */
        private static final String SECONDS = "[0-9]{1,5}";

        private final int status;
        private final boolean temporary;
        private final Duration retryAfter;

        /**
         * @param status of HTTP, 0 where no answer came or none that is understood
         * @param temporary the same call may go through later
         * @param retryAfter the time for which the API wants to be left alone; null where it does not say
         */
        private Failure(int status, String message, boolean temporary, Duration retryAfter) {
            super(message);
            this.status = status;
            this.temporary = temporary;
            this.retryAfter = retryAfter;
        }

        /** @param code and {@code message} as the answer gives them, null or empty where it doesn't */
        private static Failure of(int status, String code, String message, Duration retryAfter) {
            String known = OneLine.of(code, LONGEST_MESSAGE);
            String words = message == null || message.isBlank() ? "" : ": " + message;
            String line = OneLine.of((status + " " + known).strip() + words, LONGEST_MESSAGE);
            return new Failure(status, line, TEMPORARY.contains(status), retryAfter);
        }

        private static Failure read(HttpResponse answer) {
            Map<String, Object> error = firstError(answer.getBodyAsString());
            String wait = answer.getHeader("Retry-After");
            return of(
                    answer.getStatusCode(),
                    Json.text(error, List.of("errorCode", "error_code", "code")),
                    Json.text(error, List.of("errorMessage", "error_msg", "message")),
                    wait != null && wait.matches(SECONDS) ? Duration.ofSeconds(Long.parseLong(wait)) : null);
        }

        private static Map<String, Object> firstError(String body) {
            byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
            try {
                if (Json.readValue(bytes) instanceof List<?> errors) {
                    return first(Json.objects(errors), Map.of());
                }
                Map<String, Object> answer = Json.read(bytes);
                Map<String, Object> single = Json.object(answer, "error");
                return first(Json.objects(answer, "errors"), single.isEmpty() ? answer : single);
            } catch (IOException noJson) {
                return Map.of();
            }
        }

        private static Map<String, Object> first(List<Map<String, Object>> errors, Map<String, Object> otherwise) {
            return errors.isEmpty() ? otherwise : errors.get(0);
        }

        /** Finds the cause in what the SDK throws, which wraps it deep where it came from IAM. */
        private static Failure in(SdkException thrown) {
            for (Throwable e = thrown; e != null; e = e.getCause()) {
                if (e instanceof Failure ours) {
                    return ours;
                }
                if (e instanceof ServiceResponseException answer) {
                    return of(answer.getHttpStatusCode(), answer.getErrorCode(), answer.getErrorMsg(), null);
                }
                if (e instanceof SslHandShakeException) {
                    return new Failure(0, "no trusted TLS connection", false, null);
                }
                if (e instanceof ConnectionException || e instanceof RequestTimeoutException) {
                    return new Failure(0, "no answer", true, null);
                }
            }
            return new Failure(0, "an answer that nobody understands", false, null);
        }

        int status() {
            return status;
        }
    }

    private final Swr.Account account;
    private final Optional<URI> proxy;
    private final Patience patience;
    private SwrClient client;

    /** @param proxy that leads to the API, {@code http://[user:password@]host:port} */
    SwrApi(Swr.Account account, Optional<URI> proxy, Patience patience) {
        this.account = account;
        this.proxy = proxy;
        this.patience = patience;
    }

    /** Asks if the repository is public; false also where the keys may change it, but not read it. */
    boolean isPublic(Repository repository) {
        var request = new ShowRepositoryRequest()
                .withNamespace(SwrHost.organization(repository))
                .withRepository(name(repository));
        return isSeen(() -> call(swr -> swr.showRepository(request)).getIsPublic());
    }

    /** A name below the organization, as the API spells it: {@code tools$hello}. */
    private static String name(Repository repository) {
        return repository.path().substring(repository.path().indexOf('/') + 1).replace('/', '$');
    }

    void makePublic(Repository repository) {
        var request = new UpdateRepoRequest()
                .withNamespace(SwrHost.organization(repository))
                .withRepository(name(repository))
                .withBody(body -> body.withIsPublic(true));
        call(swr -> swr.updateRepo(request));
    }

    /** Asks if the organization is there and ours to see. */
    boolean hasNamespace(String namespace) {
        var request = new ShowNamespaceRequest().withNamespace(namespace);
        return isSeen(() -> {
            call(swr -> swr.showNamespace(request));
            return true;
        });
    }

    private static boolean isSeen(Supplier<Boolean> look) {
        try {
            return Boolean.TRUE.equals(look.get());
        } catch (Failure e) {
            if (e.status() == 404 || e.status() == 403) {
                return false;
            }
            throw e;
        }
    }

    void createNamespace(String namespace) {
        var request = new CreateNamespaceRequest().withBody(body -> body.withNamespace(namespace));
        call(swr -> swr.createNamespace(request));
    }

    private <T> T call(Function<SwrClient, T> what) {
        return patience.call(() -> {
            try {
                return what.apply(client());
            } catch (SdkException e) {
                throw Failure.in(e);
            }
        });
    }

    private synchronized SwrClient client() {
        client = client == null ? connect() : client;
        return client;
    }

    private SwrClient connect() {
        var credentials = new BasicCredentials().withAk(account.accessKey()).withSk(account.secretKey());
        if (account.projectId() != null) {
            credentials.withProjectId(account.projectId());
        }
        if (account.iamEndpoint() != null) {
            credentials.withIamEndpoint(account.iamEndpoint().toString());
        }
        var http = new HttpConfig()
                .withConnectionTimeout(Patience.CONNECT_SECONDS)
                .withReadTimeout(patience.readSeconds());
        proxy.ifPresent(address -> goThrough(address, http));
        var builder = SwrClient.newBuilder()
                .withHttpConfig(http)
                .withCredential(credentials)
                .withExceptionHandler((request, answer) -> check(answer));
        String endpoint = account.api().toString();
        // With a region the SDK looks for the project; with an endpoint alone it makes no call of its own.
        return account.asksIam()
                ? builder.withRegion(new Region(account.region(), endpoint)).build()
                : builder.withEndpoint(endpoint).build();
    }

    private static void goThrough(URI proxy, HttpConfig http) {
        http.withProxyHost(proxy.getHost()).withProxyPort(proxy.getPort());
        if (proxy.getUserInfo() != null) {
            String[] user = proxy.getUserInfo().split(":", 2);
            http.withProxyUsername(user[0]).withProxyPassword(user.length > 1 ? user[1] : "");
        }
    }

    private static void check(HttpResponse answer) {
        if (answer.getStatusCode() >= 300) {
            throw Failure.read(answer);
        }
    }
}
