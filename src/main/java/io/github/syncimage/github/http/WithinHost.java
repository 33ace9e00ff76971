package io.github.syncimage.github.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a repository that was renamed or transferred, which GitHub answers with 301 or 307 and another path of the same
 * host. A token goes to no other host, and what changes something is sent as it is or not at all.
 *
 * @see <a href="https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api">redirects</a>
 */
final class WithinHost extends DefaultRedirectStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(WithinHost.class);
    /** With the others a client may make a GET of a POST. */
    private static final Set<Integer> KEEP_METHOD = Set.of(307, 308);

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    @Override
    public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext context)
            throws ProtocolException {
        return super.isRedirected(request, response, context)
                && (request.getMethod().equals("GET") || KEEP_METHOD.contains(response.getCode()));
    }

    @Override
    public boolean isRedirectAllowed(HttpHost current, HttpHost other, HttpRequest redirect, HttpContext context) {
        // The first may lack the port that its scheme has anyway.
        if (!withPort(current).equals(withPort(other))) {
            return false;
        }
        String repository = String.valueOf(context.getAttribute(GitHubHttp.REPOSITORY));
        if (told.add(repository)) {
            LOG.warn(
                    "the repository has moved: GitHub leads to {}, which is followed; set the new name of {}",
                    redirect.getPath().replaceAll("[?].*", ""),
                    repository);
        }
        return true;
    }

    private static HttpHost withPort(HttpHost host) {
        return RoutingSupport.normalize(host, DefaultSchemePortResolver.INSTANCE);
    }
}
