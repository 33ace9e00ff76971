package io.github.syncimage.notify;

import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.net.TrustedAuthorities;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/** Has Camel's HTTP client reach receivers as this program reaches all else: proxies, authorities, limits, no second try. */
public final class ReceiverClient implements HttpClientConfigurer, AutoCloseable {
    private static final Timeout LONGEST = Timeout.of(Duration.ofSeconds(10));
    /** A chat answers with a line. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final Function<String, HostSettings> hosts;
    private final Function<URI, Optional<URI>> proxies;
    private final Map<String, TlsSocketStrategy> authorities = new ConcurrentHashMap<>();
    private final BasicCredentialsProvider proxyUsers = new BasicCredentialsProvider();
    private PoolingHttpClientConnectionManager connections;

    /** @param proxies which leads to an address */
    public ReceiverClient(Function<String, HostSettings> hosts, Function<URI, Optional<URI>> proxies) {
        this.hosts = hosts;
        this.proxies = proxies;
    }

    @Override
    public synchronized void configureHttpClient(HttpClientBuilder builder) {
        connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(this::upgrade)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(LONGEST)
                        .setSocketTimeout(LONGEST)
                        .build())
                .build();
        builder.setConnectionManager(connections)
                .setRoutePlanner((target, context) -> route(target))
                .setDefaultCredentialsProvider(proxyUsers)
                .addResponseInterceptorLast((response, entity, context) -> {
                    if (response instanceof ClassicHttpResponse answer && answer.getEntity() != null) {
                        answer.setEntity(new Beginning(answer.getEntity()));
                    }
                })
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement();
    }

    private SSLSocket upgrade(Socket socket, String host, int port, Object attachment, HttpContext context)
            throws IOException {
        return authorities
                .computeIfAbsent(
                        host,
                        name -> new TrustedAuthorities(
                                hosts.apply(name).network().caFile()))
                .upgrade(socket, host, port, attachment, context);
    }

    private HttpRoute route(HttpHost target) {
        int port = DefaultSchemePortResolver.INSTANCE.resolve(target);
        HttpHost full = new HttpHost(target.getSchemeName(), target.getHostName(), port);
        boolean secure = full.getSchemeName().equals("https");
        URI proxy = proxies.apply(URI.create(full.toURI())).orElse(null);
        if (proxy == null) {
            return new HttpRoute(full, null, secure);
        }
        HttpHost through = new HttpHost(proxy.getScheme(), proxy.getHost(), proxy.getPort());
        if (proxy.getUserInfo() != null) {
            String[] user = proxy.getUserInfo().split(":", 2);
            proxyUsers.setCredentials(
                    new AuthScope(through.getHostName(), through.getPort()),
                    new UsernamePasswordCredentials(user[0], (user.length > 1 ? user[1] : "").toCharArray()));
        }
        return new HttpRoute(full, null, through, secure);
    }

    @Override
    public synchronized void close() {
        if (connections != null) {
            connections.close();
        }
    }

    /** Of an answer, however long. */
    private static final class Beginning extends HttpEntityWrapper {
        Beginning(HttpEntity whole) {
            super(whole);
        }

        @Override
        public InputStream getContent() throws IOException {
            return new ByteArrayInputStream(super.getContent().readNBytes(LONGEST_ANSWER));
        }
    }
}
