package io.github.syncimage.registry.net;

import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.Patience;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.IdleConnectionEvictor;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The HTTP client of one registry host: a pool, its proxy and its TLS, and nothing automatic. */
public final class Connections {
    /** Signed addresses of object stores come near to 4 KiB; a head beyond these bounds is an attack. */
    private static final int LONGEST_LINE = 64 * 1024;

    private static final int MOST_HEADERS = 200;
    /** An answer that comes before the upload ended is looked for so often; each look costs a system call. */
    private static final long EARLY_ANSWER_CHECK = 1024 * 1024;

    private final HostSettings settings;
    private final AddressGuard guard;
    private final Patience patience;
    private final ProxyRules proxies;
    /** Those of proxies only: those of registries go with each request. */
    private final BasicCredentialsProvider proxyUsers = new BasicCredentialsProvider();

    private CloseableHttpClient client;
    /** Closes connections that nobody used for a while. */
    private IdleConnectionEvictor evictor;

    public Connections(HostSettings settings, AddressGuard guard, Patience patience, Map<String, String> environment) {
        this.settings = settings;
        this.guard = guard;
        this.patience = patience;
        this.proxies = new ProxyRules(settings.network().proxy(), environment);
    }

    /** Opens none before the first request. */
    public synchronized CloseableHttpClient client() {
        if (client == null) {
            Duration look = patience.keep().dividedBy(12);
            PoolingHttpClientConnectionManager manager = manager();
            evictor = new IdleConnectionEvictor(
                    manager, TimeValue.ofMilliseconds(Math.max(1, look.toMillis())), TimeValue.of(patience.keep()));
            evictor.start();
            client = client(manager);
        }
        return client;
    }

    /** Opens new connections for the next request where this client has broken. */
    public synchronized void forget(CloseableHttpClient broken) {
        if (client == broken) {
            close();
            client = null;
        }
    }

    public synchronized void close() {
        if (client != null) {
            evictor.shutdown();
            client.close(CloseMode.IMMEDIATE);
        }
    }

    private PoolingHttpClientConnectionManager manager() {
        Timeout idle = Timeout.of(patience.idle());
        ConnectionConfig connection = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(patience.connect()))
                .setSocketTimeout(idle)
                .setTimeToLive(TimeValue.of(patience.longestLife()))
                // A pooled connection may have been closed by the other side meanwhile; checking costs a millisecond.
                // This is less than the pause before a second try, so that a pool of dead ones does not use up the
                // tries.
                .setValidateAfterInactivity(TimeValue.ofMilliseconds(100))
                .build();
        Http1Config http = Http1Config.custom()
                .setMaxLineLength(LONGEST_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .build();
        // Blobs that are read and blobs that are written each may fill max_connections; one bound for both would let
        // a copy within one registry wait for itself.
        int each = 2 * settings.maxConnections();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http)
                        .responseOutOfOrderStrategy(
                                new MonitoringResponseOutOfOrderStrategy(EARLY_ANSWER_CHECK, Long.MAX_VALUE))
                        .build())
                .setDefaultConnectionConfig(connection)
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(idle)
                        .setSoKeepAlive(true)
                        .build())
                .setTlsSocketStrategy(new TrustedAuthorities(settings.network().caFile()))
                .setDnsResolver(guard)
                .setMaxConnPerRoute(each)
                // The registry, its token service, and the few hosts that its blobs are redirected to.
                .setMaxConnTotal(4 * each)
                .build();
    }

    private CloseableHttpClient client(PoolingHttpClientConnectionManager manager) {
        if (proxies.hasNone()) {
            // Everything that the full client could add is done by hand here; without its chain a request costs a third
            // less processor time, which shows with images of many small layers.
            return HttpClients.createMinimal(manager);
        }
        return HttpClients.custom()
                .setConnectionManager(manager)
                .setRoutePlanner((target, context) -> route(target))
                .setDefaultCredentialsProvider(proxyUsers)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .build();
    }

    /** @param answer how long its first byte may take */
    public static RequestConfig requestConfig(Patience patience, Duration answer) {
        return RequestConfig.custom()
                .setResponseTimeout(Timeout.of(answer))
                // Waiting for a free connection is waiting for other transfers, which have their own limits.
                .setConnectionRequestTimeout(Timeout.of(patience.commit()))
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    private HttpRoute route(HttpHost target) {
        int port = DefaultSchemePortResolver.INSTANCE.resolve(target);
        HttpHost full = new HttpHost(target.getSchemeName(), target.getHostName(), port);
        boolean secure = full.getSchemeName().equals("https");
        URI proxy =
                proxies.proxy(full.getSchemeName(), full.getHostName(), port).orElse(null);
        if (proxy == null) {
            return new HttpRoute(full, null, secure);
        }
        HttpHost through = new HttpHost(proxy.getScheme(), AddressGuard.hostOf(proxy), proxy.getPort());
        guard.proxy(through.getHostName(), through.getPort());
        if (proxy.getUserInfo() != null) {
            String[] user = proxy.getUserInfo().split(":", 2);
            proxyUsers.setCredentials(
                    new AuthScope(through.getHostName(), through.getPort()),
                    new UsernamePasswordCredentials(user[0], (user.length > 1 ? user[1] : "").toCharArray()));
        }
        return new HttpRoute(full, null, through, secure);
    }

    /** {@code Proxy-Authorization} for plain HTTP, sent at once so that no body has to be sent twice; or null. */
    public String proxyAuthorization(URI uri) {
        if (uri.getScheme().equals("https")) {
            return null;
        }
        return proxies.proxy("http", AddressGuard.hostOf(uri), uri.getPort() > 0 ? uri.getPort() : 80)
                .map(URI::getUserInfo)
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                .orElse(null);
    }
}
