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
import io.github.syncimage.image.Repository;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The few calls of SWR's management API that this program makes. The SDK's client is made by the first of them. */
final class SwrApi {
    private final SwrAccount account;
    private final Optional<URI> proxy;
    private final SwrRetry patience;
    private SwrClient client;

    /** @param proxy that leads to the API, {@code http://[user:password@]host:port} */
    SwrApi(SwrAccount account, Optional<URI> proxy, SwrRetry patience) {
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
        } catch (SwrApiException e) {
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
                throw trouble(e);
            }
        });
    }

    private synchronized SwrClient client() {
        if (client == null) {
            client = connect();
        }
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
                .withConnectionTimeout(patience.connectSeconds())
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
            throw SwrApiException.read(
                    answer.getStatusCode(), answer.getBodyAsString(), answer.getHeader("Retry-After"));
        }
    }

    /** Finds the cause in what the SDK throws, which wraps it deep where it came from IAM. */
    private static SwrApiException trouble(SdkException thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof SwrApiException ours) {
                return ours;
            }
            if (e instanceof ServiceResponseException answer) {
                return SwrApiException.of(
                        answer.getHttpStatusCode(), answer.getErrorCode(), answer.getErrorMsg(), null);
            }
            if (e instanceof SslHandShakeException) {
                return new SwrApiException(0, "no trusted TLS connection", null);
            }
            if (e instanceof ConnectionException || e instanceof RequestTimeoutException) {
                return SwrApiException.noAnswer();
            }
        }
        return new SwrApiException(0, "an answer that nobody understands", null);
    }
}
